package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.Expressions.Resolution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpressionsTest {
  @TempDir Path directory;

  private final Expressions expressions =
      new Expressions(Map.of("HOST", "db1", "NESTED", "${env:HOST}", "DOLLAR", "a$1\\b"));

  @Test
  void variablesStandAnywhereInAValue() {
    assertResolved("jdbc:postgresql://${env:HOST}/${env:HOST}_x", "jdbc:postgresql://db1/db1_x");
    assertResolved("no expression, $HOME, a$ and {x}", "no expression, $HOME, a$ and {x}");
  }

  @Test
  void whatAnExpressionGivesIsTakenAsItIs() {
    assertResolved("${env:NESTED}", "${env:HOST}");
    assertResolved("${env:DOLLAR}", "a$1\\b");
  }

  @Test
  void aDoubledDollarStandsForAnExpressionThatIsNone() {
    assertResolved("$${env:HOST}", "${env:HOST}");
  }

  @Test
  void aFileGivesItsTextWithoutTheLastNewline() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "two\nlines\n");

    assertResolved("${file:" + file + "}", "two\nlines");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThat(expressions.resolve("${env:NOT_SET}"))
        .isEqualTo(
            new Resolution.Absent(
                "environment variable NOT_SET is not set; set it before the start"));
    assertThat(expressions.resolve("${file:" + directory + "}"))
        .isEqualTo(new Resolution.Absent("file " + directory + " is missing or no regular file"));
  }

  @Test
  void pathTricksAreRefused() throws Exception {
    Path large = Files.write(directory.resolve("large"), new byte[64 * 1024 + 1]);

    assertThat(expressions.resolve("${file:/etc/baton/../passwd}"))
        .isEqualTo(
            new Resolution.Malformed("expected a path without '..'; write it from the root"));
    assertThat(expressions.resolve("${file:/dev/zero}"))
        .isEqualTo(new Resolution.Absent("file /dev/zero is missing or no regular file"));
    assertThat(expressions.resolve("${file:a\0b}"))
        .isEqualTo(new Resolution.Malformed("expected a path after file:"));
    assertThat(expressions.resolve("${file:" + large + "}"))
        .isEqualTo(new Resolution.Malformed("file " + large + " is larger than 64KiB"));
  }

  @Test
  void anythingElseInBracesIsRefused() {
    for (String written : List.of("${HOST}", "${env:}", "${env:HOST", "${sys:x}", "a${")) {
      assertThat(expressions.resolve(written))
          .isEqualTo(
              new Resolution.Malformed(
                  "expected ${env:NAME} or ${file:PATH}; a literal ${ is written $${"));
    }
  }

  @Test
  void everyUnresolvedExpressionOfAFileIsReportedWithItsKey() {
    String yaml =
        SettingsFile.SMALLEST.replace("user: baton", "user: baton, password: \"${env:NO}\"");

    assertThat(SettingsFile.problems(yaml))
        .containsExactly(
            "baton.yaml:4: sites.east.password: environment variable NO is not set; set it before"
                + " the start",
            "baton.yaml:5: sites.west.password: environment variable NO is not set; set it before"
                + " the start");
  }

  @Test
  void theEngineStartsWithoutTheAdministratorsSecrets() {
    String yaml =
        SettingsFile.with(
            "//a/shop\",", "//a/shop\", admin-user: root, admin-password: \"${env:ADMIN}\",");

    SiteSettings running = SettingsFile.read(yaml).site("east");
    SiteSettings provisioning =
        SettingsFile.read(yaml, Map.of("ADMIN", "s3cret"), Optional.empty()).site("east");

    assertThat(running.adminUser()).contains("root");
    assertThat(running.adminPassword()).isEmpty();
    assertThat(provisioning.adminPassword()).contains(new Secret("s3cret"));
  }

  private void assertResolved(String written, String value) {
    assertThat(expressions.resolve(written)).isEqualTo(new Resolution.Resolved(value));
  }
}
