package dev.baton.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.engine.cli.Baton;
import dev.baton.protocol.handover.Drawing;
import dev.baton.protocol.handover.HandoverTransitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the documents honest: what they name exists, and what exists is named. */
class DocumentsTest {

  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern IN_BACKTICKS = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern CLASS = Pattern.compile("[A-Z][a-z0-9]\\w*");
  private static final Pattern CONSTANT = Pattern.compile("[A-Z]+(_[A-Z]+)*");
  private static final Pattern PACKAGE = Pattern.compile("dev\\.baton(\\.[a-z]+)+");
  private static final Pattern TABLE = Pattern.compile("baton\\.([a-z_]+)");
  private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)+");
  private static final Pattern BUILT = Pattern.compile("[\\w-]+/target/.*");
  private static final Pattern PROFILES = Pattern.compile("-P([\\w,]+)");
  private static final Pattern PROPERTY = Pattern.compile("-D(baton[\\w.]+)=");
  private static final Set<String> PLACEHOLDERS = Set.of("SITE", "VERB", "COMMIT", "FILE");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyClassNamedExists(String document) {
    Set<String> classes =
        allSources()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    assertThat(named(document, CLASS))
        .as("classes that %s names and that are not there", document)
        .filteredOn(name -> !classes.contains(name))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyPathNamedExists(String document) {
    assertThat(Stream.concat(named(document, PATH).stream(), links(document)))
        .as("paths in %s, from the top of the repository", document)
        .filteredOn(path -> !BUILT.matcher(path).matches())
        .allSatisfy(path -> assertThat(SourceTree.top().resolve(path)).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"})
  void everyPackageAndConstantAndTableNamedExists(String document) {
    assertThat(named(document, PACKAGE))
        .as("packages in %s", document)
        .allMatch(name -> allSources().anyMatch(file -> inPackage(file, name)));
    String sources = allSources().map(SourceTree::read).collect(Collectors.joining("\n"));
    assertThat(named(document, CONSTANT))
        .as("constants in %s", document)
        .filteredOn(name -> !PLACEHOLDERS.contains(name))
        .allMatch(name -> Pattern.compile("\\b" + name + "\\b").matcher(sources).find());
    assertThat(named(document, TABLE))
        .as("tables in %s", document)
        .filteredOn(name -> !Files.exists(SourceTree.top().resolve("config/samples/" + name)))
        .allMatch(table -> sources.contains(table));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "CONTRIBUTING.md"})
  void everyProfileAndPropertyOfACommandExists(String document) {
    String poms =
        Stream.of("pom.xml", "it-tests/pom.xml")
            .map(file -> SourceTree.read(SourceTree.top().resolve(file)))
            .collect(Collectors.joining());
    String sources = allSources().map(SourceTree::read).collect(Collectors.joining("\n"));
    assertThat(matches(text(document), PROFILES).flatMap(all -> Stream.of(all.split(","))))
        .as("profiles in %s", document)
        .allMatch(profile -> poms.contains("<id>" + profile + "</id>"));
    assertThat(matches(text(document), PROPERTY))
        .as("properties in %s", document)
        .allMatch(name -> poms.contains("<" + name + ">") || sources.contains('"' + name + '"'));
  }

  @Test
  void everyVerbIsInTheReadme() {
    Set<String> verbs = new TreeSet<>(Baton.grammar().getSubcommands().keySet());
    verbs.remove("help");
    assertThat(verbs).isNotEmpty();
    assertThat(verbs)
        .as("verbs that README.md shows or names as 'baton VERB'")
        .allMatch(verb -> text("README.md").contains("baton " + verb));
  }

  @Test
  void everyVerbOfTheDocumentsIsOne() {
    Set<String> verbs = Baton.grammar().getSubcommands().keySet();
    Pattern call = Pattern.compile("(?:`|\\$ |^)(?:\\./)?baton ([a-z]+)", Pattern.MULTILINE);
    for (String document : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
      assertThat(matches(text(document), call)).as("verbs in %s", document).isSubsetOf(verbs);
    }
  }

  @Test
  void everyPackageHasItsRowInTheTableOfPackages() {
    List<String> packages =
        SourceTree.mainSources().stream().map(DocumentsTest::packageOf).distinct().toList();
    assertThat(packages).isNotEmpty();
    assertThat(packages)
        .as("packages with a row in ARCHITECTURE.md")
        .allMatch(name -> text("ARCHITECTURE.md").contains("| `" + name + "` |"));
  }

  @Test
  void theProtocolIsShownAsTheCodeHasIt() {
    Drawing drawing = new Drawing(HandoverTransitions.TABLE);
    assertThat(text("ARCHITECTURE.md")).contains(drawing.diagram()).contains(drawing.markdown());
  }

  @Test
  void theFirstScreenOfTheReadmeHasTheTwoCommands() {
    List<String> screen = text("README.md").lines().limit(25).toList();
    assertThat(screen).anyMatch(line -> line.startsWith("./baton demo"));
    assertThat(screen).anyMatch(line -> line.startsWith("mvn verify"));
  }

  private static Stream<Path> allSources() {
    return Stream.concat(SourceTree.mainSources().stream(), SourceTree.testSources().stream());
  }

  private static boolean inPackage(Path file, String name) {
    return file.getParent().endsWith(name.replace('.', '/'));
  }

  private static String packageOf(Path file) {
    String path = SourceTree.shown(file.getParent()).replace('\\', '/');
    return path.substring(path.indexOf("src/main/java/") + 14).replace('/', '.');
  }

  private static String text(String document) {
    return SourceTree.read(SourceTree.top().resolve(document));
  }

  /** What stands in backticks in the running text and is wholly of the pattern's form. */
  private static Set<String> named(String document, Pattern form) {
    String running = CODE_BLOCK.matcher(text(document)).replaceAll("");
    return matches(running, IN_BACKTICKS)
        .filter(name -> form.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> links(String document) {
    return matches(text(document), LINK);
  }

  private static Stream<String> matches(String text, Pattern pattern) {
    return pattern.matcher(text).results().map(found -> found.group(1));
  }
}
