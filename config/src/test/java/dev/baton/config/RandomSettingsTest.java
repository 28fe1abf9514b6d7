package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, it is read or refused; nothing else happens. */
class RandomSettingsTest {
  private static final List<String> FRAGMENTS =
      List.of(
          "link",
          "engine",
          "id",
          "sites",
          "east",
          "west",
          "url",
          "user",
          "replicate",
          "tables",
          "streams",
          "map",
          "exclude",
          "conflicts",
          "policy",
          "columns",
          "delta",
          "jmx",
          "bind",
          "0.0.0.0",
          "password",
          "public.*",
          "public.a",
          "a.b.",
          ".",
          "*",
          "\"",
          "'",
          ": ",
          ":",
          "\n",
          "\n  ",
          "\n- ",
          "- ",
          "{ ",
          " }",
          "[ ",
          " ]",
          ", ",
          "? ",
          "|\n",
          ">\n",
          "#",
          "&a ",
          "*a",
          "!!x ",
          "!",
          "%YAML 1.1\n",
          "---\n",
          "...\n",
          "~",
          "null",
          "\t",
          "\\u0000",
          "\\",
          "${env:X}",
          "${file:/nowhere}",
          "${",
          "$${",
          "east->west",
          "99999999999999999999",
          "1MiB",
          "\u0085",
          "\uD83D\uDE00",
          "\uFEFF",
          "jdbc:postgresql://h/d",
          "?ssl=%",
          "<<: ",
          "=");

  /** A change to a sound file: at an offset, so many characters give way to a fragment. */
  record Edit(int offset, int length, String fragment) {}

  @Property(tries = 1000)
  void aFileOfRandomFragmentsIsReadOrRefused(@ForAll("texts") String yaml) {
    assertReadOrRefused(yaml);
  }

  @Property(tries = 1000)
  void aSoundFileWithRandomEditsIsReadOrRefused(@ForAll("edits") List<Edit> edits) {
    StringBuilder yaml = new StringBuilder(SettingsReaderTest.DOCUMENTED);
    for (Edit edit : edits) {
      int start = Math.min(edit.offset(), yaml.length());
      int end = Math.min(start + edit.length(), yaml.length());
      yaml.replace(start, end, edit.fragment());
    }
    assertReadOrRefused(yaml.toString());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(FRAGMENTS)
        .list()
        .ofMaxSize(40)
        .map(List::stream)
        .map(RandomSettingsTest::joined);
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    return Combinators.combine(
            Arbitraries.integers().between(0, SettingsReaderTest.DOCUMENTED.length()),
            Arbitraries.integers().between(0, 12),
            Arbitraries.oneOf(Arbitraries.of(FRAGMENTS), Arbitraries.strings().ofMaxLength(4)))
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static String joined(Stream<String> fragments) {
    return fragments.collect(Collectors.joining());
  }

  private static void assertReadOrRefused(String yaml) {
    try {
      Settings settings = SettingsFile.read(wellFormed(yaml));
      assertThat(settings.sites()).hasSize(2);
    } catch (SettingsException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  /** Lone surrogates cannot stand in a UTF-8 file. */
  private static String wellFormed(String text) {
    return text.codePoints()
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
