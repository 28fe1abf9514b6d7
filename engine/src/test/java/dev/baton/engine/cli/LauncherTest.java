package dev.baton.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher as the distribution has it, on a program that only tells how it was started.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "baton");

  /** A java that makes an archive when asked to, else prints its arguments. */
  private static final String DUMPING =
      """
      #!/bin/sh
      for one in "$@"; do
        case $one in
          -Xshare:dump) dump=yes ;;
          -XX:SharedClassListFile=*) list=lib/${one##*/} ;;
          -XX:SharedArchiveFile=*) archive=${one#*=} ;;
        esac
      done
      [ -z "$dump" ] || { echo "classes of $list" >"$archive"; exit; }
      printf '%s\\n' "$@"
      """;

  @TempDir private Path folder;
  private Path packaged;

  @BeforeEach
  void layOutADistribution() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("baton-0 1/bin"));
    Files.createDirectories(folder.resolve("baton-0 1/lib"));
    packaged = Files.copy(LAUNCHER, bin.resolve("baton"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void itStartsThePackagedProgramFromAnyFolderAndThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("b"), folder.relativize(packaged));
    Path linkToLink = Files.createSymbolicLink(folder.resolve("c"), link);

    Run run = run(folder.getRoot(), jdk("fake", "21.0.2"), linkToLink.toString(), "status", "a b");

    assertThat(run.out())
        .contains(packaged.getParent().getParent().toRealPath() + "/lib/*")
        .endsWith("dev.baton.engine.cli.Baton\nstatus\na b\n");
    assertThat(run.exitCode()).isEqualTo(7);
  }

  @Test
  void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
    Path newer = jdk("newer", "25.0.1");
    Run run =
        run(
            folder,
            Map.of(
                "JAVA_HOME",
                jdk("older", "17.0.9").toString(),
                "PATH",
                newer.resolve("bin") + ":" + System.getenv("PATH")),
            packaged.toString(),
            "status");

    assertThat(run.out()).startsWith("newer\n");
  }

  @Test
  void anOldNumberOfAReleaseIsUnderstood() throws Exception {
    Path newer = jdk("newer", "25");
    Run run =
        run(
            folder,
            Map.of(
                "JAVA_HOME",
                jdk("eight", "1.8.0_392").toString(),
                "PATH",
                newer.resolve("bin") + ":" + System.getenv("PATH")),
            packaged.toString(),
            "status");

    assertThat(run.out()).startsWith("newer\n");
  }

  @Test
  void optionsOfTheOperatorReachTheJvm() throws Exception {
    Run run =
        run(
            folder,
            Map.of(
                "JAVA_HOME",
                jdk("fake", "21").toString(),
                "BATON_JAVA_OPTS",
                "-Xmx256m -Dlogback.configurationFile=x.xml"),
            packaged.toString(),
            "run");

    assertThat(run.out()).contains("\n-Xmx256m\n-Dlogback.configurationFile=x.xml\n");
  }

  @Test
  void classesKeptFromAnotherBuildAreNotUsed() throws Exception {
    Path jar = packaged.resolveSibling("../lib/baton-engine-0.1.0.jar").normalize();
    Path jdk = jdk("fake", "21");
    Files.writeString(jar, "one");
    String before = archive(run(folder, jdk, packaged.toString(), "status"));
    String again = archive(run(folder, jdk, packaged.toString(), "status"));
    FileTime time = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "two");
    Files.setLastModifiedTime(jar, time);

    String after = archive(run(folder, jdk, packaged.toString(), "status"));

    assertThat(again).isEqualTo(before);
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void theFirstEngineThatStartsReadsTheClassesForAllThatFollow() throws Exception {
    Path jdk = jdk("fake", "21");
    Files.writeString(jdk.resolve("bin/java"), DUMPING);
    String first = archive(run(folder, jdk, packaged.toString(), "run"));
    String next = archive(run(folder, jdk, packaged.toString(), "run"));

    assertThat(next).isEqualTo(first);
    assertThat(Path.of(first.substring(first.indexOf('=') + 1)))
        .content()
        .isEqualTo("classes of lib/engine.classes\n");
  }

  @Test
  void anEngineStartsWithoutAnArchiveWhereNoneCanBeMade() throws Exception {
    Run run = run(folder, jdk("fake", "21"), packaged.toString(), "run");

    assertThat(run.out()).doesNotContain("SharedArchiveFile").contains("\nrun\n");
    assertThat(folder.resolve("cache/baton")).isEmptyDirectory();
  }

  private static String archive(Run run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("-XX:SharedArchiveFile="))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFolderForClassesThatCannotBeWrittenIsDoneWithout() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Run run =
        run(
            folder,
            Map.of("JAVA_HOME", jdk("fake", "21").toString(), "XDG_CACHE_HOME", file.toString()),
            packaged.toString(),
            "status");

    assertThat(run.out()).doesNotContain("SharedArchiveFile").contains("\nstatus\n");
    assertThat(run.err()).isEmpty();
  }

  /** A folder that looks like a JDK; its java prints the JDK's name and its own arguments. */
  private Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(java, "#!/bin/sh\necho " + name + "\nprintf '%s\\n' \"$@\"\nexit 7\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return jdk;
  }

  private record Run(int exitCode, String out, String err) {}

  private Run run(Path from, Path javaHome, String... command) throws Exception {
    return run(from, Map.of("JAVA_HOME", javaHome.toString()), command);
  }

  private Run run(Path from, Map<String, String> environment, String... command) throws Exception {
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(from.toFile())
            .redirectError(err.toFile());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }
}
