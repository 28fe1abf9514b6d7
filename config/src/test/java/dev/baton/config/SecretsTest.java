package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @Test
  void settingsNeverShowASecret() {
    String yaml =
        """
        link: shop
        engine:
          id: blue
          jmx: { bind: 0.0.0.0, key-store: k, key-store-password: hunter2, password-file: f }
        sites:
          east: { url: "jdbc:postgresql://a/shop", user: baton, password: "${env:P}" }
          west:
            url: "jdbc:postgresql://b/shop"
            user: baton
            password: hunter2
            admin-user: root
            admin-password: hunter2
        replicate: { tables: [ "public.*" ] }
        """;

    Settings settings = SettingsFile.read(yaml, Map.of("P", "hunter2"), Optional.empty());

    assertThat(settings.toString()).doesNotContain("hunter2").contains("******");
    assertThat(SettingsText.of(settings)).doesNotContain("hunter2").contains("******");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: { hunter2: hunter2 }",
        "password: [ hunter2 ]",
        "password: \"${hunter2\"",
        "pasword: hunter2",
        "admin-password: hunter2",
        "url: \"jdbc:postgresql://h/d?password=hunter2\"",
        "url: \"jdbc:postgresql://h/d?sslpassword=hunter2&x=hunter2\"",
        "url: \"jdbc:postgresql://baton:hunter2@h/d\"",
        "url: \"postgresql://baton:hunter2@h/d\"",
        "url: \"jdbc:postgresql://h/d;password=hunter2\"",
        "url: \"jdbc:postgresql://baton:hunter2/hunter2@h/d\"",
        "url: \"jdbc:postgresql://baton:hunter2XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
            + "XXXXXXXXXXXXXXXXXXXXXXXXXXXXX@h/d\"",
        "url: \"hunter2\"",
        "url: \"jdbc:oracle:thin:baton/hunter2@h\"",
        "url: \"jdbc:postgresql://h?password=hunter2/@d\"",
        "url: \"jdbc:postgresql://${env:P}@h/d\"",
        "loop-filter: \"${env:P}\""
      })
  void problemsNeverShowASecret(String key) {
    String yaml =
        """
        link: shop
        engine: { id: blue }
        sites:
          east: { %s }
        """
            .formatted(key);

    assertThat(problemsOf(yaml)).doesNotContain("hunter2");
  }

  private static String problemsOf(String yaml) {
    try {
      return SettingsFile.read(yaml, Map.of("P", "hunter2"), Optional.empty()).toString();
    } catch (SettingsException e) {
      return e.getMessage();
    }
  }
}
