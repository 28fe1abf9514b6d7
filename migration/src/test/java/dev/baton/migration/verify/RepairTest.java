package dev.baton.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
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
  void aSiteThatIsNotTheLinksIsRefused() {
    assertThatThrownBy(() -> repair("north", "public.marked"))
        .hasMessage(
            "REFUSED: there is no site 'north' to repair; the link's sites are east and west");
  }

  private static VerifyReport repair(String site, String... tables) {
    return sites.verify(sites.settings(tables), VerifyOptions.defaults().withRepairSite(site));
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
