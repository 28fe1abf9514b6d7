package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  @TempDir Path directory;

  /** The documented example, verbatim. */
  static final String DOCUMENTED =
      """
      link: shop
      engine:
        id: blue
        data-dir: ./data/blue            # spill files, logs
        memory-limit: 128MiB             # what may be in flight
        jmx:  { port: 9010, bind: 127.0.0.1 }      # optional; beyond loopback only with TLS and a password file
        http: { port: 9090, bind: 127.0.0.1 }      # optional; metrics, health, status
      sites:
        east: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:6001/shop", user: baton, password: "${env:BATON_EAST_PASSWORD}" }
        west: { type: postgresql, url: "jdbc:postgresql://127.0.0.1:6002/shop", user: baton, password: "${env:BATON_WEST_PASSWORD}" }
      replicate:
        streams: [ "east->west", "west->east" ]
        tables: [ "public.*" ]
        exclude: [ "public.tmp_*" ]
        map: { "public.customer": "crm.customer" }     # optional renames, source to target
      conflicts:
        default: last-writer-wins        # or: site-priority, keep-target, take-source, stop
        tables: { "public.account": { policy: delta, columns: [ balance ] } }
      apply: { lanes: 2, max-group-transactions: 1000, max-group-bytes: 8MiB }
      swap:  { deadline: 60s, on-deadline: abort, confirm: 0s }
      transport: { type: direct }
      """;

  @Test
  void theDocumentedExampleIsReadVerbatim() {
    Settings settings = SettingsFile.read(DOCUMENTED);

    assertThat(settings.link()).isEqualTo("shop");
    assertThat(settings.engine())
        .isEqualTo(
            new EngineSettings(
                "blue",
                Path.of("./data/blue"),
                128L << 20,
                10_000,
                Optional.of(endpoint(9010)),
                Optional.of(endpoint(9090))));
    assertThat(settings.sites().keySet()).containsExactly("east", "west");
    assertThat(settings.site("east").url()).isEqualTo("jdbc:postgresql://127.0.0.1:6001/shop");
    assertThat(settings.site("east").password().reveal()).isEqualTo("east-pass");
    assertThat(settings.site("west").password().reveal()).isEqualTo("west-pass");
    assertThat(settings.replicate().streams())
        .containsExactly(new StreamName("east", "west"), new StreamName("west", "east"));
    assertThat(settings.replicate().tables())
        .isEqualTo(
            new TableRules(
                List.of("public.*"),
                List.of("public.tmp_*"),
                Map.of("public.customer", "crm.customer")));
    assertThat(settings.conflicts())
        .isEqualTo(
            new ConflictSettings(
                ConflictPolicy.LAST_WRITER_WINS,
                Map.of(
                    "public.account",
                    new TableConflictSettings(ConflictPolicy.DELTA, List.of("balance")))));
    assertThat(settings.apply()).isEqualTo(new ApplySettings(2, 1_000, 8L << 20));
    assertThat(settings.swap())
        .isEqualTo(
            new SwapSettings(
                60_000,
                SwapSettings.DeadlinePolicy.ABORT,
                0,
                SwapSettings.Slot.COPIED,
                SwapSettings.Cut.BOUNDARY,
                SwapSettings.Tokens.MESSAGE));
    assertThat(settings.transport().type()).isEqualTo(TransportSettings.Type.DIRECT);
  }

  @Test
  void everyKeyButFourHasADefault() {
    Settings settings = SettingsFile.read(SettingsFile.SMALLEST);

    assertThat(settings.engine())
        .isEqualTo(
            new EngineSettings(
                "blue",
                Path.of("data/blue"),
                128L << 20,
                10_000,
                Optional.empty(),
                Optional.empty()));
    assertThat(settings.site("east"))
        .isEqualTo(
            new SiteSettings(
                "east",
                DatabaseType.POSTGRESQL,
                "jdbc:postgresql://a/shop",
                "baton",
                new Secret(""),
                Optional.empty(),
                Optional.empty(),
                ReaderKind.PGOUTPUT,
                LoopFilterMode.AUTO));
    assertThat(settings.replicate().streams())
        .containsExactly(new StreamName("east", "west"), new StreamName("west", "east"));
    assertThat(settings.conflicts())
        .isEqualTo(new ConflictSettings(ConflictPolicy.LAST_WRITER_WINS, Map.of()));
    assertThat(settings.apply()).isEqualTo(new ApplySettings(2, 1_000, 8L << 20));
    assertThat(settings.swap())
        .isEqualTo(
            new SwapSettings(
                60_000,
                SwapSettings.DeadlinePolicy.ABORT,
                0,
                SwapSettings.Slot.COPIED,
                SwapSettings.Cut.BOUNDARY,
                SwapSettings.Tokens.MESSAGE));
  }

  @Test
  void fiveMistakesInOneFileAreReportedAtOnce() throws Exception {
    Path file = directory.resolve("baton.yaml");
    Files.writeString(
        file,
        """
        link: Shop!
        engine:
          id: blue
          memory_limit: 128MiB
        sites:
          east: { type: mariadb, url: "jdbc:postgresql://a/shop", user: baton, password: hunter2 }
          west: { url: "jdbc:postgresql://b/shop?socketFactory=x.Y", user: baton }
        replicate:
          streams: [ "east->wst" ]
          tables: [ "public.*" ]
        """);

    assertThatThrownBy(() -> SettingsReader.read(file, Map.of(), Optional.empty()))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            """
            5 problems in the settings:
              FILE:1: link is 'Shop!': expected a name of at most 16 of a-z, 0-9 and _ that begins \
            with a letter; the link's name
              FILE:4: engine.memory_limit: unknown key; did you mean 'memory-limit'?
              FILE:6: sites.east.type is 'mariadb': not supported by this version; expected \
            postgresql
              FILE:7: sites.west.url is 'jdbc:postgresql://b/shop?socketFactory=******': property \
            'socketFactory' is not allowed; allowed are cancelSignalTimeout, channelBinding, \
            connectTimeout, gssEncMode, loginTimeout, socketTimeout, ssl, sslResponseTimeout, \
            sslcert, sslkey, sslmode, sslnegotiation, sslrootcert, tcpKeepAlive, tcpNoDelay
              FILE:9: replicate.streams[0] is 'east->wst': no site is named 'wst'; did you mean \
            'west'?"""
                .replace("FILE", file.toString()));
  }

  @Test
  void anEmptyFileLacksWhatHasNoDefault() {
    assertThat(SettingsFile.problems(""))
        .containsExactly(
            "baton.yaml: link: missing; " + Names.EXPECTED_NAME + "; the link's name",
            "baton.yaml: engine.id: missing; " + Names.EXPECTED_NAME + "; the engine's id",
            "baton.yaml: sites: missing; expected exactly two sites",
            "baton.yaml: replicate.tables: missing; expected a list of tables, like"
                + " [ \"public.*\" ]");
  }

  @Test
  void anEngineIdFromOutsideMovesADefaultDataDirectoryAlong() {
    EngineSettings engine = SettingsFile.read(SettingsFile.SMALLEST, Optional.of("green")).engine();

    assertThat(engine.id()).isEqualTo("green");
    assertThat(engine.dataDir()).isEqualTo(Path.of("data/green"));
  }

  @Test
  void anEngineIdFromOutsideLeavesAWrittenDataDirectory() {
    String yaml = SettingsFile.with("{ id: blue }", "{ data-dir: /srv/baton }");

    EngineSettings engine = SettingsFile.read(yaml, Optional.of("green")).engine();

    assertThat(engine.id()).isEqualTo("green");
    assertThat(engine.dataDir()).isEqualTo(Path.of("/srv/baton"));
  }

  @Test
  void aBadEngineIdFromOutsideIsReportedAsTheOption() {
    assertThat(SettingsFile.problems(SettingsFile.SMALLEST, Optional.of("Green")))
        .containsExactly(
            "command line: --engine is 'Green': " + Names.EXPECTED_NAME + "; the engine's id");
  }

  @Test
  void whatIsNoReadableFileIsNamed() throws Exception {
    Path missing = directory.resolve("missing.yaml");
    Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});
    Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat(1024 * 1024 + 1));

    assertRefused(missing, "no such file; name one with -c FILE");
    assertRefused(directory, "not a regular file; expected a settings file");
    assertRefused(binary, "not UTF-8 text; expected a settings file");
    assertRefused(large, "larger than 1MiB; expected a settings file");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreRead() throws Exception {
    Path file = directory.resolve("windows.yaml");
    String text = "\uFEFF" + SettingsFile.SMALLEST.replace("\n", "\r\n");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));

    assertThat(SettingsReader.read(file).link()).isEqualTo("shop");
  }

  private static void assertRefused(Path file, String expected) {
    assertThatThrownBy(() -> SettingsReader.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessage("1 problem in the settings:\n  " + file + ": " + expected);
  }

  private static EndpointSettings endpoint(int port) {
    return new EndpointSettings(
        port, "127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void aFreshSlotIsCutAtAToken() {
    String fresh = DOCUMENTED.replace("confirm: 0s }", "confirm: 0s, slot: fresh, tokens: row }");

    SwapSettings swap = SettingsFile.read(fresh).swap();

    assertThat(swap.slot()).isEqualTo(SwapSettings.Slot.FRESH);
    assertThat(swap.cut()).isEqualTo(SwapSettings.Cut.TOKEN);
    assertThat(swap.tokens()).isEqualTo(SwapSettings.Tokens.ROW);
  }
}
