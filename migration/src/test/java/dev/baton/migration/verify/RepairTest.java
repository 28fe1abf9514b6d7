package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.Settings;
import dev.baton.config.TableRules;
import dev.baton.connectors.change.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a repair makes of the site it is asked to repair. */
class RepairTest {
  private static TwoSites sites;

  @BeforeAll
  static void start() throws IOException, SQLException {
    sites = TwoSites.start();
  }

  @AfterAll
  static void stop() throws IOException {
    sites.close();
  }

  @Test
  void keysThatNameObjectsOfTheCatalogAreComparedAndRepaired() throws SQLException {
    sites.at("west", "CREATE TYPE apart AS ENUM ('so that the numbers differ')");
    sites.atBoth(
        "CREATE TYPE part AS ENUM ('a')",
        "CREATE FUNCTION part(int) RETURNS int LANGUAGE sql AS 'SELECT $1'",
        "CREATE TABLE named (kind regtype, does regprocedure, place tid, at xid8, list oidvector,"
            + " role regrole, taken pg_snapshot, may aclitem,"
            + " PRIMARY KEY (kind, does, place, at, list, role))",
        "INSERT INTO named SELECT t.oid, 'part(int)', '(0,1)', '1', '1 2', 'postgres', '1:1:',"
            + " '=r/postgres' FROM pg_type t"
            + " WHERE t.typnamespace = 'pg_catalog'::regnamespace OR t.typname = 'part'");
    assertThat(sites.ask("east", "SELECT 'part'::regtype::oid"))
        .isNotEqualTo(sites.ask("west", "SELECT 'part'::regtype::oid"));
    TableReport before = sites.verify("public.named");
    assertThat(before.differing()).isZero();
    assertThat(before.rowsCompared()).isGreaterThan(100);

    sites.at(
        "west",
        "DELETE FROM named WHERE kind = 'part'::regtype",
        "UPDATE named SET may = '=w/postgres' WHERE kind = 'int'::regtype",
        "UPDATE named SET at = '18446744073709551615' WHERE kind = 'xml'::regtype");
    VerifyReport report = repair("west", "public.named");
    assertThat(report.tables()).extracting(TableReport::repaired).containsExactly(4L);
    assertThat(sites.verify("public.named").differing()).isZero();
    assertThat(sites.ask("west", "SELECT count(*) FROM named WHERE kind = 'part'::regtype"))
        .isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"east", "west"})
  void aRepairedSiteEqualsTheOther(String site) throws SQLException {
    sites.atBoth(
        "DROP TABLE IF EXISTS child, parent",
        "CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v char(3), n numeric,"
            + " g int GENERATED ALWAYS AS (id + 1) STORED, \"odd \"\" name\" int[])",
        "CREATE TABLE child (k text, p int REFERENCES parent ON DELETE CASCADE, PRIMARY KEY (k, p))",
        "INSERT INTO parent (v, n) SELECT 'a', i FROM generate_series(1, 1000) i",
        "INSERT INTO child SELECT 'c', i FROM generate_series(1, 1000) i");
    sites.at(
        "west",
        "UPDATE parent SET v = 'b', \"odd \"\" name\" = '{NULL,1}' WHERE id <= 250",
        "DELETE FROM parent WHERE id BETWEEN 300 AND 500",
        "INSERT INTO parent OVERRIDING SYSTEM VALUE VALUES (5000, 'q', 'NaN')",
        "INSERT INTO child VALUES ('''\"', 5000)");
    VerifyReport report = repair(site, "public.parent", "public.child");
    assertThat(report.tables()).extracting(TableReport::differing).containsExactly(202L, 452L);
    assertThat(report.tables()).extracting(TableReport::repaired).containsExactly(202L, 452L);
    assertThat(report.equal()).isTrue();
    assertThat(sites.verify("public.parent").differing()).isZero();
    assertThat(sites.verify("public.child").differing()).isZero();
    String kept = site.equals("east") ? "800" : "1000";
    assertThat(sites.ask("east", "SELECT count(*) FROM parent")).isEqualTo(kept);
    assertThat(sites.ask("west", "SELECT count(*) FROM parent")).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"east", "west"})
  void twinsAreRepairedInTheirNumber(String site) throws SQLException {
    sites.atBoth(
        "DROP TABLE IF EXISTS loose",
        "CREATE TABLE loose (a int, b text)",
        "INSERT INTO loose VALUES (1, NULL), (1, NULL), (2, 'x')");
    sites.at("west", "INSERT INTO loose VALUES (1, NULL), (3, ''), (3, '')");
    sites.at("east", "INSERT INTO loose VALUES (4, 'only east'), (4, 'only east')");
    VerifyReport report = repair(site, "public.loose");
    assertThat(report.tables().getFirst().repaired()).isEqualTo(5);
    assertThat(sites.verify("public.loose").differing()).isZero();
  }

  @Test
  void aRepairCarriesAnOriginSoThatNoStreamSendsItBack() throws SQLException {
    sites.atBoth("CREATE TABLE marked (id int PRIMARY KEY, v text)");
    sites.at("east", "INSERT INTO marked VALUES (1, 'from east')");
    sites.at("west", "SELECT pg_create_logical_replication_slot('watch', 'pgoutput')");
    try {
      sites.at("west", "CREATE PUBLICATION watched FOR TABLE marked");
      repair("west", "public.marked");
      assertThat(sites.ask("west", "SELECT v FROM marked")).isEqualTo("from east");
      assertThat(changesAtWest("none")).isEqualTo("0");
      assertThat(changesAtWest("any")).isEqualTo("1");
      assertThat(sites.ask("west", "SELECT count(*) FROM pg_replication_origin")).isEqualTo("0");
    } finally {
      sites.at("west", "SELECT pg_drop_replication_slot('watch')");
    }
  }

  @Test
  void aRowThatAConstraintForbidsIsRefusedWithoutItsValues() throws SQLException {
    sites.atBoth("CREATE TABLE strict (id int PRIMARY KEY, v text)");
    sites.at("east", "INSERT INTO strict VALUES (1, 'secret value')");
    sites.at("west", "ALTER TABLE strict ADD CHECK (v <> 'secret value')");
    assertThatThrownBy(() -> repair("west", "public.strict"))
        .hasMessageStartingWith(
            "APPLY_REFUSED: site west refuses a repaired row of public.strict with SQLSTATE 23514")
        .hasMessageNotContaining("secret value")
        .hasNoCause();
    assertThat(sites.ask("west", "SELECT count(*) FROM pg_replication_origin")).isEqualTo("0");
  }

  @Test
  void aRowThatChangedSinceItWasComparedIsLeftAlone() throws SQLException {
    sites.atBoth("CREATE TABLE racing (id int PRIMARY KEY, v text)");
    sites.at("east", "INSERT INTO racing VALUES (1, 'east'), (2, 'east')");
    sites.at("west", "INSERT INTO racing VALUES (1, 'west'), (2, 'west')");
    Settings settings = sites.settings("public.racing");
    Suspect one = asSeen(settings, "1");
    Suspect two = asSeen(settings, "2");
    sites.at("west", "UPDATE racing SET v = 'west, later' WHERE id = 2");
    try (SiteSession east = SiteSession.open(settings.site("east"), "shop");
        SiteSession west = SiteSession.open(settings.site("west"), "shop")) {
      BothSites both = new BothSites(east, west);
      try (Repair repair = new Repair(settings, "west", both)) {
        assertThat(repair.apply(racing(), List.of(one, two))).isEqualTo(1);
      }
    }
    assertThat(sites.ask("west", "SELECT string_agg(v, '; ' ORDER BY id) FROM racing"))
        .isEqualTo("east; west, later");
  }

  @Test
  void theDocumentedRightsAreEnoughForARepair() throws SQLException {
    sites.atBoth(
        "CREATE TABLE rights (id int PRIMARY KEY, v text)",
        "CREATE ROLE baton LOGIN PASSWORD 'postgres'",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON rights TO baton",
        "GRANT EXECUTE ON FUNCTION pg_replication_origin_create, pg_replication_origin_drop,"
            + " pg_replication_origin_oid, pg_replication_origin_session_setup,"
            + " pg_replication_origin_session_reset TO baton");
    sites.at("east", "INSERT INTO rights VALUES (1, 'a')");
    Settings settings =
        sites.settings("baton", new TableRules(List.of("public.rights"), List.of(), Map.of()));
    VerifyOptions options = VerifyOptions.defaults().withRepairSite("west");
    assertThatThrownBy(() -> sites.verify(settings, options))
        .hasMessageStartingWith("MISSING_GRANT: ")
        .hasMessageContaining("session_replication_role");
    sites.atBoth("GRANT SET ON PARAMETER session_replication_role TO baton");
    assertThat(sites.verify(settings, options).equal()).isTrue();
  }

  @Test
  void aSiteThatIsNotTheLinksIsRefused() {
    assertThatThrownBy(() -> repair("north", "public.marked"))
        .hasMessage(
            "REFUSED: there is no site 'north' to repair; the link's sites are east and west");
  }

  private static VerifyReport repair(String site, String... tables) {
    return sites.verify(sites.settings(tables), VerifyOptions.defaults().withRepairSite(site));
  }

  private static Suspect asSeen(Settings settings, String id) {
    RowKey key = new RowKey(List.of(id));
    try (SiteSession east = SiteSession.open(settings.site("east"), "shop");
        SiteSession west = SiteSession.open(settings.site("west"), "shop")) {
      return new Suspect(
          key,
          east.read(c -> TableQueries.lookup(c, racing().first(), List.of(key))).get(key),
          west.read(c -> TableQueries.lookup(c, racing().second(), List.of(key))).get(key));
    }
  }

  private static TablePair racing() {
    TableSide side =
        new TableSide(
            new TableName("public", "racing"),
            false,
            List.of(
                new TableSide.Column("id", "\"pg_catalog\".\"int4\"", false),
                new TableSide.Column("v", "\"pg_catalog\".\"text\"", false)),
            List.of(new KeyColumn("id", "\"pg_catalog\".\"int4\"", "int4", "")));
    return new TablePair(side, side, List.of(), true);
  }

  /** Inserts that a subscriber with that origin setting would get. */
  private static String changesAtWest(String origin) throws SQLException {
    return sites.ask(
        "west",
        "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('watch', NULL, NULL,"
            + " 'proto_version', '1', 'publication_names', 'watched', 'origin', '"
            + origin
            + "') WHERE get_byte(data, 0) = ascii('I')");
  }
}
