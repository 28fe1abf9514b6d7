package dev.baton.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.program.BatonProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what only the source text tells: promises are written down, tests do not sleep. */
class SourceTextTest {

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^public (?:(?:abstract|final|sealed|non-sealed|strictfp) )*"
              + "(?:class|interface|record|enum|@interface) \\w+");
  // Between a type and its doc comment stand annotations at most.
  private static final Pattern NOT_AN_ANNOTATION = Pattern.compile("(?m)^(?:package |import |}$)");
  // Spelled in two parts, or this file would find itself.
  private static final Pattern SLEEP =
      Pattern.compile("\\b(?:Thread|TimeUnit\\.\\w+|SECONDS|MILLISECONDS)\\.sle" + "ep\\(");

  @Test
  void everyPublicTypeSaysWhatItPromises() {
    List<Path> sources = SourceTree.mainSources();
    assertThat(sources).isNotEmpty();
    assertThat(sources)
        .as("write a doc comment whose first sentence tells the type's job, in each of these")
        .filteredOn(file -> !documented(SourceTree.read(file)))
        .extracting(SourceTree::shown)
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertThat(SourceTree.mainSources().stream().map(Path::getParent).distinct().toList())
        .as("add a package-info.java with one sentence to each of these")
        .filteredOn(folder -> !Files.exists(folder.resolve("package-info.java")))
        .extracting(SourceTree::shown)
        .isEmpty();
  }

  @Test
  void theTestsStartTheProgramWithTheLaunchersFlags() {
    assertThat(SourceTree.read(SourceTree.top().resolve("baton")))
        .as("the launcher; make BatonProgram and it say the same")
        .contains(
            String.join(" ", BatonProgram.FLAGS),
            "(" + String.join(" ", BatonProgram.HEAP) + ")",
            "(" + String.join(" ", BatonProgram.LARGE_PAGES) + ")",
            BatonProgram.LARGE_PAGES_ALLOWED.toString());
  }

  @Test
  void noTestSleeps() {
    List<Path> sources = SourceTree.testSources();
    assertThat(sources).isNotEmpty();
    assertThat(sources)
        .as("wait for the condition itself (Awaitility, a latch): a nap is too short or too long")
        .filteredOn(file -> SLEEP.matcher(SourceTree.read(file)).find())
        .extracting(SourceTree::shown)
        .isEmpty();
  }

  private static boolean documented(String source) {
    Matcher type = PUBLIC_TYPE.matcher(source);
    if (!type.find()) {
      return true;
    }
    String before = source.substring(0, type.start());
    int start = before.lastIndexOf("/*");
    int end = before.lastIndexOf("*/");
    return start >= 0
        && before.startsWith("/**", start)
        && !NOT_AN_ANNOTATION.matcher(before.substring(end)).find();
  }
}
