package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.link.LinkSettings;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad input gets one clear message and its exit code, through the real program. */
class BadInputTest {

  @AutoClose private static LinkFixture link;

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.item"));
    link.executeAtBoth("create table item (id int primary key, name text)");
  }

  @AfterEach
  void leaveNoTrace() {
    link.executeAtBoth("drop table if exists keyless");
    if (link.west().find("select 1 from pg_namespace where nspname = 'baton'").isPresent()) {
      link.deprovision();
    }
  }

  @Test
  void aSettingsFileWithFiveMistakesIsToldAllFive() {
    Path file =
        link.write(
            "mistakes.yaml",
            """
            link: Shop!
            engine:
              id: blue
              memory_limit: 128MiB
            sites:
              east: { type: mariadb, url: "jdbc:postgresql://a/shop", user: baton, password: %s }
              west: { url: "jdbc:postgresql://b/shop?socketFactory=x.Y", user: baton }
            replicate:
              streams: [ "east->wst" ]
              tables: [ "public.*" ]
            """
                .formatted(PostgresSite.PASSWORD));

    String told = refused(2, "run", file);

    assertThat(told)
        .contains(
            "5 problems in the settings:",
            file + ":1: link is 'Shop!'",
            file + ":4: engine.memory_limit: unknown key; did you mean 'memory-limit'?",
            file + ":6: sites.east.type is 'mariadb': not supported by this version",
            "property 'socketFactory' is not allowed",
            "replicate.streams[0] is 'east->wst': no site is named 'wst'; did you mean 'west'?");
  }

  @Test
  void aSettingsFileThatIsNotThereIsNamed() {
    Path file = Path.of("no-such-settings.yaml");
    assertThat(refused(2, "run", file)).contains("no-such-settings.yaml");
  }

  @Test
  void aSiteThatDoesNotAnswerIsNamedWithItsUrl() throws IOException {
    link.provision();
    int nobody = freePort();
    Path file =
        link.settingsFile(
            link.settings().withPorts(Map.of("east", nobody, "west", link.west().port())));
    for (String verb : List.of("provision", "run", "status", "verify")) {
      assertThat(refused(3, verb, file))
          .contains(
              "UNREACHABLE: site east (jdbc:postgresql://127.0.0.1:%d/shop) cannot be reached"
                  .formatted(nobody),
              "check that the server runs and that sites.east.url is right");
    }
  }

  @Test
  void aWrongPasswordIsToldWithoutShowingIt() {
    Path file = link.settingsFile(link.settings().withSiteKey("password", "not-the-password"));
    assertThat(refused(3, "run", file))
        .contains(
            "AUTHENTICATION: site ", "refuses user 'baton'", "check user and password of sites.")
        .doesNotContain("not-the-password");
  }

  @Test
  void aServerNotSetUpForLogicalDecodingIsRefusedBeforeAnythingIsTouched() {
    try (PostgresSite plain = PostgresSite.start("plain", Map.of("wal_level", "replica"))) {
      plain.executeAsApp("create table item (id int primary key, name text)");
      Path file =
          link.settingsFile(
              link.settings().withPorts(Map.of("east", plain.port(), "west", link.west().port())));
      assertThat(refused(3, "provision", file))
          .contains(
              "WAL_LEVEL: wal_level is 'replica' at site east; set wal_level = logical there and"
                  + " restart the server");
      assertThat(plain.find("select 1 from pg_namespace where nspname = 'baton'")).isEmpty();
    }
  }

  @Test
  void aTableWithoutIdentityIsRefusedByProvision() {
    link.executeAtBoth("create table keyless (n int)");
    Path file = link.settingsFile(link.settings().withTables("public.item", "public.keyless"));
    assertThat(refused(1, "provision", file))
        .contains(
            "NOT_REPLICABLE: table public.keyless at site east has nothing that identifies a row",
            "ALTER TABLE public.keyless REPLICA IDENTITY FULL");
    assertThat(link.east().find("select 1 from pg_publication")).isEmpty();
  }

  @Test
  void aSiteThatWasNeverProvisionedIsToldWhatToRun() {
    assertThat(refused(3, "run", link.settingsFile()))
        .contains("NOT_PROVISIONED: ", "baton provision -c");
  }

  @Test
  void aSlotThatVanishedStopsItsStreamAndIsNeverMadeAnew() {
    link.provision();
    String slot = link.slot("east->west");
    link.east().execute("select pg_drop_replication_slot('" + slot + "')");
    link.east().executeAsApp("insert into item values (1, 'written while nobody kept the trail')");

    assertThat(link.startError("SLOT_LOST")).contains(slot, "east", "SLOT_LOST: ");

    assertThat(
            link.east().find("select 1 from pg_replication_slots where slot_name = '" + slot + "'"))
        .isEmpty();
    assertThat(link.west().number("select count(*) from item")).isZero();
    link.east().executeAsApp("delete from item");
  }

  @Test
  void aSecondEngineOnTheSameLinkIsFenced() {
    link.provision();
    LinkSettings green = link.settings().withEngine("green");
    try (EngineProcess blue = link.engine()) {
      assertThat(refused(4, "run", link.settingsFile(green))).contains("FENCED: ", "blue");
      assertThat(refused(4, "run", link.settingsFile())).contains("FENCED: ", "blue");
      link.east().executeAsApp("insert into item values (2, 'still flows')");
      link.awaitSame("select count(*) from item where id = 2", Duration.ofSeconds(20));
      blue.assertAlive();
      assertThat(blue.terminate()).isZero();
    }
    link.executeAtBoth("delete from item");
  }

  @Test
  void aMissingGrantIsNamedExactly() {
    link.provision();
    link.west().execute("revoke insert on item from baton");
    link.east().executeAsApp("insert into item values (3, 'may not be written')");
    assertThat(link.startError("MISSING_GRANT"))
        .contains("MISSING_GRANT: ", "table item", "site west", "user 'baton'")
        .doesNotContain("may not be written");
    link.executeAtBoth("delete from item");
  }

  private static String refused(int exitCode, String verb, Path settings) {
    BatonProgram.Result result = BatonProgram.run(verb, "-c", settings.toString());
    assertThat(result.exitCode()).as("exit code of %s: %s", verb, result).isEqualTo(exitCode);
    assertThat(result.err())
        .as("standard error of %s", verb)
        .doesNotContain("\tat ", "Exception", PostgresSite.PASSWORD);
    assertThat(result.out()).as("standard output of %s", verb).isEmpty();
    return result.err();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
