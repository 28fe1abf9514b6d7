package dev.baton.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir private Path folder;

  @AfterEach
  void logQuietlyAgain() {
    Logging.configure(false, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "provision",
        "deprovision",
        "run",
        "status",
        "verify",
        "pause",
        "resume",
        "stop"
      })
  void everyVerbHelpsWithExamplesOnStandardOutput(String verb) {
    CommandLineRun run = CommandLineRun.of(verb, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: baton " + verb, "Examples:", "  baton " + verb);
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"provision", "deprovision", "run", "status", "verify", "pause", "resume", "stop"})
  void aVerbOnALinkNeedsItsSettingsFile(String verb) {
    CommandLineRun run = CommandLineRun.of(verb);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "baton " + verb + ": Missing required option: '--config=FILE'",
            "Try 'baton " + verb + " --help'.");
  }

  @Test
  void withoutAVerbTheVerbsAreListedOnStandardError() {
    CommandLineRun run = CommandLineRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: baton", "demo", "provision", "stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"load", "conflicts"})
  void aVerbThatIsStillToComeIsUnknown(String verb) {
    assertThat(CommandLineRun.of("--help").out()).doesNotContain(" " + verb + " ");
    assertThat(CommandLineRun.of(verb).exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownOptionIsAMistakeAndTheLikelyOneIsNamed() {
    CommandLineRun run = CommandLineRun.of("run", "-c", "shop.yaml", "--enigne", "blue");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--enigne", "--engine").doesNotContain("\tat ");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    CommandLineRun run = CommandLineRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("(?s)baton \\d+\\.\\d+\\.\\d+.*Java .*");
  }

  @Test
  void aMissingSettingsFileIsNamedWithoutAStackTrace() {
    String missing = folder.resolve("none.yaml").toString();
    CommandLineRun run = CommandLineRun.of("status", "-c", missing);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(missing).doesNotContain("\tat ");
  }

  @Test
  void theStackTraceComesWithVerbose() {
    CommandLineRun run =
        CommandLineRun.of("status", "-v", "-c", folder.resolve("none.yaml").toString());

    assertThat(run.err()).contains("\tat ");
  }

  @Test
  void everyMistakeOfASettingsFileIsTold() throws IOException {
    CommandLineRun run =
        CommandLineRun.of("run", "-c", settings("link: 7%\nengine: { id: BLUE! }\nlnik: x\n"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("link", "engine.id", "lnik", "sites", "replicate");
  }

  @Test
  void anUnreachableSiteIsNamedWithItsUrlAndNoSecret() throws IOException {
    CommandLineRun run = CommandLineRun.of("status", "-c", unreachable());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("UNREACHABLE", "east", "jdbc:postgresql://127.0.0.1:1/shop")
        .doesNotContain("hush", "\tat ");
  }

  @Test
  void aStreamThatTheLinkDoesNotHaveIsAMistakeOfTheCommand() throws IOException {
    CommandLineRun run = CommandLineRun.of("pause", "-c", unreachable(), "--stream", "east->south");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'east->south'", "east->west, west->east");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Blue", "", "a-b", "seventeen_letters"})
  void anEngineIdThatCannotNameASlotIsRefused(String id) throws IOException {
    CommandLineRun run = CommandLineRun.of("run", "-c", unreachable(), "--engine", id);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--engine", "a-z");
  }

  @Test
  void aDemoThatCannotBeIsRefusedBeforeAnythingStarts() {
    CommandLineRun run = CommandLineRun.of("demo", "--seconds", "0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--seconds is 0; at least 2 is expected");
  }

  private String unreachable() throws IOException {
    return settings(
        """
        link: shop
        engine: { id: blue }
        sites:
          east: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/shop", user: baton, password: hush }
          west: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:2/shop", user: baton, password: hush }
        replicate: { streams: [ "east->west", "west->east" ], tables: [ "public.*" ] }
        """);
  }

  private String settings(String yaml) throws IOException {
    return Files.writeString(folder.resolve("shop.yaml"), yaml).toString();
  }
}
