package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsTextTest {

  @Test
  void theTextShowsWhatIsInForceDefaultsFilledIn() {
    assertThat(SettingsText.of(SettingsFile.read(SettingsFile.SMALLEST)))
        .isEqualTo(
            """
            link: shop
            engine:
              id: blue
              data-dir: "data/blue"
              memory-limit: 128MiB
              heartbeat-interval: 10s
            sites:
              east:
                type: postgresql
                url: "jdbc:postgresql://a/shop"
                user: "baton"
                password: "******"
                reader: pgoutput
                loop-filter: auto
              west:
                type: postgresql
                url: "jdbc:postgresql://b/shop"
                user: "baton"
                password: "******"
                reader: pgoutput
                loop-filter: auto
            replicate:
              streams: ["east->west", "west->east"]
              tables: ["public.*"]
              exclude: []
              map: {}
            conflicts:
              default: last-writer-wins
              tables: {}
            apply:
              lanes: 2
              max-group-transactions: 1000
              max-group-bytes: 8MiB
            swap:
              deadline: 1m
              on-deadline: abort
              confirm: 0ms
              slot: copied
              cut: boundary
              tokens: message
            transport:
              type: direct
            """);
  }

  @Test
  void theTextReadAgainGivesTheSameSettingsButForSecrets() {
    String yaml =
        SettingsReaderTest.DOCUMENTED
            .replace("user: baton", "user: \"b\\\"a\\\\t ö\\U0001F600$${x}\"")
            .replaceAll("\"\\$\\{env:[A-Z_]+}\"", "\"******\"");
    Settings settings = SettingsFile.read(yaml);

    assertThat(settings.site("east").user()).isEqualTo("b\"a\\t ö\uD83D\uDE00${x}");
    assertThat(SettingsFile.read(SettingsText.of(settings))).isEqualTo(settings);
  }
}
