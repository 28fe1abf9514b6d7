package dev.baton.config;

import static dev.baton.config.SettingsFile.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlRefusalTest {

  @Test
  void aSyntaxErrorNamesTheLineAndNothingOfItsText() {
    assertThat(problems("link: shop\nengine: { id: blue, password: hunter2\nsites: x: y\n"))
        .singleElement()
        .asString()
        .startsWith("baton.yaml:3: not YAML: ")
        .doesNotContain("hunter2");
  }

  @Test
  void aTabAsIndentationIsASyntaxError() {
    assertThat(problems("link: shop\nengine:\n\tid: blue\n"))
        .containsExactly(
            "baton.yaml:3: not YAML: found character '\\t(TAB)' that cannot start any token. (Do"
                + " not use \\t(TAB) for indentation)");
  }

  @Test
  void aControlCharacterIsRefused() {
    assertThat(problems("link: sh\u0001op\n"))
        .containsExactly("baton.yaml: not YAML: a character that may not stand in it");
  }

  @Test
  void aKeyThatStandsTwiceIsReportedBesideOtherProblems() {
    assertThat(problems(SettingsFile.plus("link: store\napply: { lanes: 0, lanes: 1 }\n")))
        .containsExactly(
            "baton.yaml:8: link: stands twice; first on line 1",
            "baton.yaml:9: apply.lanes: stands twice; first on line 9",
            "baton.yaml:9: apply.lanes is '0': expected a whole number from 1 to 64");
  }

  @Test
  void aTagIsRefusedWhateverItNames() {
    assertThat(problems("link: !!javax.script.ScriptEngineManager [ x ]\n"))
        .containsExactly("baton.yaml:1: link: a tag (!name); settings are plain values");
    assertThat(problems("link: !!str shop\n"))
        .containsExactly("baton.yaml:1: link: a tag (!name); settings are plain values");
    assertThat(problems("engine: !x { id: blue }\n"))
        .containsExactly("baton.yaml:1: engine: a tag (!name); settings are plain values");
    assertThat(problems("!k link: shop\n"))
        .containsExactly("baton.yaml:1: a tag (!name); settings are plain values");
  }

  @Test
  void anchorsAndAliasesAreRefusedSoThatNothingCanExpand() {
    assertThat(problems("a: &a [ x, x ]\nb: [ *a, *a ]\nc: [ *b, *b ]\n"))
        .containsExactly("baton.yaml:1: a: an anchor (&name); write the value out");
    assertThat(problems("link: *a\n"))
        .containsExactly("baton.yaml:1: link: an alias (*name); write the value out");
    assertThat(problems("link: shop\n<<: { engine: { id: blue } }\n"))
        .contains(
            "baton.yaml:2: \"<<\": unknown key; expected link, engine, sites, replicate,"
                + " conflicts, apply, swap or transport");
  }

  @Test
  void nestingDeeperThanAnySettingIsRefused() {
    assertThat(problems("link: " + "[".repeat(100_000)))
        .containsExactly(
            "baton.yaml:1: link[0][0][0][0][0][0][0][0][0][0]: nested deeper than 10 levels; no"
                + " setting is");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(problems("link: shop\n---\nlink: shop\n"))
        .containsExactly("baton.yaml:2: a second document; expected one document");
  }

  @Test
  void whatIsNotKeysAndValuesIsRefused() {
    assertThat(problems("- link\n"))
        .containsExactly("baton.yaml:1: expected keys and values, like 'link: shop'");
    assertThat(problems("{ [ a ] : b }\n"))
        .containsExactly("baton.yaml:1: a key that is not plain text");
  }
}
