package dev.baton.migration.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.ReaderKind;
import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @AutoClose private static TwoSites sites;
  private final Provisioning provisioning = new Provisioning();

  @BeforeAll
  static void start() throws Exception {
    sites = TwoSites.start();
  }

  private List<String> blockers(String database, String... streams) {
    return provisioning.plan(sites.administered(database, streams)).blockers().stream()
        .map(Finding::toString)
        .toList();
  }

  private List<String> warnings(String database) {
    return provisioning.plan(sites.administered(database)).warnings().stream()
        .map(Finding::toString)
        .toList();
  }

  @Test
  void everyTableThatPublishingWouldBreakIsListedAtOnceAndNothingIsTouched() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE keyless (n int)",
            "CREATE TABLE nothing (n int PRIMARY KEY)",
            "ALTER TABLE nothing REPLICA IDENTITY NOTHING",
            "CREATE TABLE late (n int PRIMARY KEY DEFERRABLE)",
            "CREATE TABLE computed (n int, twice int GENERATED ALWAYS AS (n * 2) STORED)",
            "ALTER TABLE computed REPLICA IDENTITY FULL",
            "CREATE TABLE whole (n int)",
            "ALTER TABLE whole REPLICA IDENTITY FULL");

    assertThat(blockers(database, "east->west"))
        .containsExactlyInAnyOrder(
            "NOT_REPLICABLE: the replica identity of table public.computed at site east holds"
                + " generated columns (twice), and published its updates and deletes would fail;"
                + " let a key without them be its replica identity, or exclude it",
            keyless("keyless"),
            keyless("nothing"),
            keyless("late"));
    assertThatThrownBy(() -> provisioning.apply(sites.administered(database)))
        .isInstanceOf(BatonException.class)
        .hasMessageStartingWith(
            "NOT_REPLICABLE: nothing was touched, for 8 things have to be mended first:\n  ");
    assertThat(
            sites.askEast(
                database,
                "SELECT nspname FROM pg_namespace WHERE nspname = 'baton' UNION ALL"
                    + " SELECT rolname FROM pg_roles WHERE rolname = '"
                    + TwoSites.role(database)
                    + "'"))
        .isEmpty();
  }

  private static String keyless(String table) {
    return ("NOT_REPLICABLE: table public.%1$s at site east has nothing that identifies a row, and"
            + " published its updates and deletes would fail; give it a primary key, or ALTER TABLE"
            + " public.%1$s REPLICA IDENTITY FULL, or exclude it")
        .formatted(table);
  }

  @Test
  void typesThatCannotBeCarriedAreNamedWithTheirColumnAlsoInsideOthers() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE DOMAIN opening AS regproc",
            "CREATE TYPE shift AS (who text, starts regproc)",
            "CREATE TYPE mood AS ENUM ('good')",
            "CREATE TABLE shop (id int PRIMARY KEY, a regproc, b opening, c regproc[], d shift,"
                + " e pg_node_tree, f mood, g int4multirange, h numeric[], i jsonb, j xid8,"
                + " k regtype[], l aclitem, m oidvector)");

    assertThat(blockers(database, "east->west"))
        .hasSize(5)
        .allMatch(text -> text.startsWith("UNSUPPORTED_TYPE: column "))
        .contains(
            "UNSUPPORTED_TYPE: column a of table public.shop at site east cannot be carried (type"
                + " regproc: its text does not tell functions of one name apart; use regprocedure);"
                + " change its type, or exclude the table",
            "UNSUPPORTED_TYPE: column e of table public.shop at site east cannot be carried (type"
                + " pg_node_tree: PostgreSQL takes no such value from outside); change its type, or"
                + " exclude the table");
  }

  @Test
  void namesThatDebeziumMistakesAreRefusedWhereItReadsTheSite() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE \"a''b\" (id int PRIMARY KEY)",
            "CREATE TABLE letters (id int PRIMARY KEY, a int, \"A\" int)");

    assertThat(blockers(database, "east->west")).isEmpty();
    assertThat(
            provisioning.plan(sites.readBy(ReaderKind.DEBEZIUM, database, "east->west")).blockers())
        .map(Finding::toString)
        .containsExactlyInAnyOrder(
            "NOT_REPLICABLE: table public.a''b at site east cannot be read: its name or its"
                + " schema's begins or ends with a double quote, or holds quotes in pairs; rename"
                + " it, or set sites.east.reader: pgoutput, or exclude the table",
            "NOT_REPLICABLE: table public.letters at site east cannot be read: another of its"
                + " columns differs from A by case alone; rename it, or set sites.east.reader:"
                + " pgoutput, or exclude the table");
  }

  /** The one written so in the settings is the table of that schema, not of another. */
  @Test
  void aPatternNamesNoTableOfASchemaWithADot() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE item (id int PRIMARY KEY)",
            "CREATE SCHEMA \"public.old\"",
            "CREATE TABLE \"public.old\".item (n int)");
    assertThat(blockers(database, "east->west")).isEmpty();
  }

  @Test
  void whatDiffersBetweenTheSitesIsListed() throws SQLException {
    String database = sites.freshDatabases("CREATE TABLE same (id int PRIMARY KEY)");
    sites.onEast(
        database,
        "CREATE TABLE only_east (id int PRIMARY KEY)",
        "CREATE TABLE item (id int PRIMARY KEY, price numeric(10,2), name text)");
    sites.onWest(
        database,
        "CREATE TABLE item (id int, price numeric(12,4), colour text NOT NULL,"
            + " size text NOT NULL DEFAULT 'M')");

    assertThat(blockers(database, "east->west"))
        .containsExactlyInAnyOrder(
            "SCHEMA_MISMATCH: table public.only_east at site east has no counterpart"
                + " public.only_east at site west; create it there, or exclude it",
            "SCHEMA_MISMATCH: column price of table public.item is numeric(10,2) at site east and"
                + " numeric(12,4) at site west; give it one type at both sites",
            "SCHEMA_MISMATCH: column name of table public.item at site east is missing at site"
                + " west; add it there",
            "SCHEMA_MISMATCH: column colour of table public.item is only at site west, where it is"
                + " NOT NULL without a default; give it a default there, or add it at site east",
            "SCHEMA_MISMATCH: table public.item at site west has no primary key or unique index on"
                + " (id), the key of its counterpart at site east; create it there");
  }

  @Test
  void numberedColumnsThatCollideAreRefusedWithTheSqlThatMendsThem() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
            "CREATE TABLE b (id bigserial PRIMARY KEY)");
    sites.onWest(database, "INSERT INTO a DEFAULT VALUES", "INSERT INTO a DEFAULT VALUES");

    assertThat(blockers(database))
        .hasSize(2)
        .contains(
            "NOT_REPLICABLE: column id of table public.a takes the same numbers at both sites"
                + " (sequences public.a_id_seq at site east and public.a_id_seq at site west); run"
                + " at site east: ALTER SEQUENCE \"public\".\"a_id_seq\" INCREMENT BY 2 RESTART"
                + " WITH 5; at site west: ALTER SEQUENCE \"public\".\"a_id_seq\" INCREMENT BY 2"
                + " RESTART WITH 4");
    assertThat(blockers(database, "east->west")).isEmpty();

    for (String table : List.of("a", "b")) {
      sites.onEast(database, "ALTER SEQUENCE " + table + "_id_seq INCREMENT BY 2 RESTART WITH 5");
      sites.onWest(database, "ALTER SEQUENCE " + table + "_id_seq INCREMENT BY 2 RESTART WITH 4");
    }
    assertThat(blockers(database)).isEmpty();
  }

  @Test
  void aTriggerThatFiresForReplicatedRowsIsAWarning() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER audit AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION noop()",
            "CREATE TRIGGER usual AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION noop()");
    sites.onWest(database, "ALTER TABLE t ENABLE ALWAYS TRIGGER audit");

    assertThat(blockers(database)).isEmpty();
    assertThat(warnings(database))
        .containsExactly(
            "warning: trigger audit of table public.t at site west also fires for replicated rows;"
                + " ALTER TABLE public.t ENABLE TRIGGER audit there, unless that is wanted");
  }

  @Test
  void rowSecurityThatHidesRowsFromTheEngineIsRefused() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE secret (id int PRIMARY KEY)",
            "ALTER TABLE secret ENABLE ROW LEVEL SECURITY");

    assertThat(blockers(database, "east->west"))
        .singleElement()
        .asString()
        .startsWith(
            "NOT_REPLICABLE: row security on public.secret at site west hides rows from role");
  }

  @Test
  void aPublicationOfOursWithARowFilterIsRefused() throws SQLException {
    String database = sites.freshDatabases("CREATE TABLE t (id int PRIMARY KEY, n int)");
    sites.onEast(database, "CREATE PUBLICATION baton_" + database + " FOR TABLE t WHERE (id > 5)");

    assertThat(blockers(database))
        .containsExactly(
            "NOT_REPLICABLE: the link's publication at site east has a row filter or a column list"
                + " on table public.t, which can make the applications' updates fail; drop that"
                + " table from the publication and run 'baton provision' again");
  }

  @Test
  void aLinkWithoutTablesIsRefused() throws SQLException {
    String database = sites.freshDatabases();
    assertThat(blockers(database, "east->west"))
        .containsExactly(
            "REFUSED: stream east->west has no tables: site east has none that replicate.tables"
                + " names; correct replicate.tables, or create the tables first");
  }

  @Test
  void namesMadeOfQuotesAndBackslashesAreProvisioned() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE \"it's \\ a \"\"table\"\" $1\" (\"i'd\" int PRIMARY KEY)");
    Settings settings = sites.administered(database);

    provisioning.apply(settings);

    assertThat(provisioning.plan(settings).nothingToDo()).isTrue();
    new Deprovisioning().apply(settings);
  }

  @Test
  void aServerThatIsNotSetUpIsRefusedWithEachOfItsSettings() throws Exception {
    try (EmbeddedPostgres server =
        TwoSites.server(
            Map.of(
                "wal_level", "replica",
                "max_replication_slots", "1",
                "max_wal_senders", "1",
                "max_active_replication_origins", "3",
                "track_commit_timestamp", "off"))) {
      String url = TwoSites.url(server, "shop");
      TwoSites.run(TwoSites.url(server, "postgres"), "CREATE DATABASE shop");
      TwoSites.run(url, "CREATE TABLE t (id int PRIMARY KEY)");
      Plan plan =
          provisioning.plan(
              TwoSites.settings("shop", url, url, "baton", true, List.of("public.*")));

      assertThat(plan.blockers())
          .map(Finding::toString)
          .containsExactly(
              "REFUSED: sites east and west are one and the same database, shop; give two different"
                  + " databases in sites",
              "WAL_LEVEL: wal_level is 'replica' at site east; set wal_level = logical there and"
                  + " restart the server",
              "WAL_LEVEL: wal_level is 'replica' at site west; set wal_level = logical there and"
                  + " restart the server");
      assertThat(plan.warnings())
          .map(Finding::toString)
          .contains(
              "warning: max_active_replication_origins is 3 at site east, 0 are in use: the link"
                  + " has its 2, but a swap needs 4; set max_active_replication_origins = 4 there"
                  + " and restart the server",
              "warning: track_commit_timestamp is off at site west, and last-writer-wins compares"
                  + " commit times; set track_commit_timestamp = on there and restart the server");
    }
  }
}
