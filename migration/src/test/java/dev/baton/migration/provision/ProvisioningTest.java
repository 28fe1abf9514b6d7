package dev.baton.migration.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.Settings;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.schema.BatonSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What provisioning makes, says and refuses on real servers, and that it may be run again. */
class ProvisioningTest {
  @AutoClose private static TwoSites sites;
  private final Provisioning provisioning = new Provisioning();

  @BeforeAll
  static void start() throws Exception {
    sites = TwoSites.start();
  }

  @Test
  void aSecondRunChangesNothingAndSaysSo() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);

    assertThat(provisioning.apply(settings).nothingToDo()).isFalse();
    List<String> progress = sites.askWest(database, "SELECT a::text FROM baton.applied a");
    Plan again = provisioning.apply(settings);

    assertThat(again.nothingToDo()).isTrue();
    assertThat(again.blockers()).isEmpty();
    assertThat(sites.askWest(database, "SELECT a::text FROM baton.applied a")).isEqualTo(progress);
  }

  @Test
  void aDryRunShowsTheSqlWithoutSecretsAndChangesNothing() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);

    Plan plan = provisioning.plan(settings);

    String east = String.join("\n", plan.sql().get("east"));
    assertThat(plan.blockers()).isEmpty();
    assertThat(east)
        .contains("CREATE ROLE \"" + TwoSites.role(database) + "\" LOGIN REPLICATION")
        .contains("PASSWORD '******'")
        .contains("create table baton.applied")
        .contains(
            "CREATE PUBLICATION \"baton_"
                + database
                + "\" FOR TABLE ONLY \"baton\".\"applied\", ONLY"
                + " \"baton\".\"token\", ONLY \"public\".\"account\" WITH (publish = 'insert, update, delete, truncate',"
                + " publish_via_partition_root = true)")
        .contains(
            "pg_create_logical_replication_slot('baton_" + database + "_blue_east', 'pgoutput')")
        .contains(
            "GRANT SET ON PARAMETER session_replication_role TO \""
                + TwoSites.role(database)
                + "\"")
        .doesNotContain("s3cret");
    assertThat(sites.askEast(database, TwoSites.TRACES)).isEmpty();
    assertThat(sites.askWest(database, TwoSites.TRACES)).isEmpty();
    assertThat(
            sites.askEast(
                database,
                "SELECT rolname FROM pg_roles WHERE rolname = '" + TwoSites.role(database) + "'"))
        .isEmpty();
  }

  @Test
  void theFirstProgressIsThePositionOfTheUnreadSlot() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    provisioning.apply(sites.administered(database));

    assertThat(
            sites.askWest(
                database,
                "SELECT stream || ' ' || seq || ' ' || generation || ' ' || taken || ' '"
                    + " || source_position FROM baton.applied"))
        .isEqualTo(
            sites.askEast(
                database,
                "SELECT 'east->west 1 0 true ' || confirmed_flush_lsn FROM pg_replication_slots"
                    + " WHERE slot_name = 'baton_"
                    + database
                    + "_blue_east'"));
    assertThat(
            sites.askWest(
                database,
                "SELECT source_system || ' ' || source_timeline || ' ' || source_database || ' '"
                    + " || slot || ' ' || (owner IS NULL) FROM baton.stream"))
        .isEqualTo(
            sites.askEast(
                database,
                "SELECT system_identifier || ' 1 ' || current_database()"
                    + " || ' baton_"
                    + database
                    + "_blue_east true' FROM pg_control_system()"));
  }

  @Test
  void bothSitesHoldTheSameKeyOf256Bits() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    provisioning.apply(sites.administered(database));

    String key = "SELECT encode(key, 'hex') FROM baton.link_key WHERE link = '" + database + "'";
    assertThat(sites.askEast(database, key)).isEqualTo(sites.askWest(database, key));
    assertThat(sites.askEast(database, key).getFirst()).hasSize(64);
  }

  @Test
  void theEnginesRoleIsNoSuperuserAndCanDoItsWork() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);

    try (Connection connection =
            SiteConnections.open(settings.site("west"), settings.link(), "engine");
        Statement statement = connection.createStatement()) {
      BatonSchema.require(connection, "west");
      statement.execute(
          "SELECT pg_replication_origin_create('baton_" + database + "_east_west_a_0')");
      statement.execute(
          "SELECT pg_replication_origin_session_setup('baton_" + database + "_east_west_a_0')");
      statement.execute("SET session_replication_role = replica");
      statement.execute("INSERT INTO public.account VALUES (1, 2)");
      statement.execute("TRUNCATE public.account");
      statement.execute("SELECT pg_replication_origin_session_reset()");
      statement.execute(
          "SELECT pg_replication_origin_drop('baton_" + database + "_east_west_a_0')");
      statement.execute("SELECT pg_logical_emit_message(true, 'baton', 'x')");
      statement.execute(
          "SELECT pg_copy_logical_replication_slot('baton_"
              + database
              + "_blue_west', 'baton_"
              + database
              + "_green_west')");
      statement.execute("SELECT pg_drop_replication_slot('baton_" + database + "_green_west')");
    }
    assertThat(
            sites.askWest(
                database,
                "SELECT rolsuper::text FROM pg_roles WHERE rolname = '"
                    + TwoSites.role(database)
                    + "'"))
        .containsExactly("false");
  }

  @Test
  void withoutAnAdministratorEachMissingGrantIsNamed() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    String role = '"' + TwoSites.role(database) + '"';
    sites.onBoth(
        database,
        "CREATE ROLE " + role + " LOGIN PASSWORD 's3cret-''of''-the-engine'",
        "GRANT CREATE ON DATABASE " + database + " TO " + role);

    Plan plan = provisioning.plan(sites.unadministered(database));

    assertThat(plan.blockers())
        .map(Finding::toString)
        .contains(
            "MISSING_GRANT: role baton "
                + database
                + " at site east lacks the attribute REPLICATION; run as an administrator: ALTER"
                + " ROLE "
                + role
                + " REPLICATION; or give sites.east.admin-user",
            "MISSING_GRANT: role baton "
                + database
                + " at site west lacks SET on parameter session_replication_role; run as an"
                + " administrator: GRANT SET ON PARAMETER session_replication_role TO "
                + role
                + "; or give sites.west.admin-user",
            "MISSING_GRANT: table public.account at site east belongs to postgres and only its"
                + " owner can publish it, not baton "
                + database
                + "; give the owner or a superuser in sites.east.admin-user")
        .anyMatch(text -> text.contains("lacks EXECUTE on pg_replication_origin_create(text)"))
        .anyMatch(
            text ->
                text.contains(
                    "at site west lacks SELECT, INSERT, UPDATE, DELETE, TRUNCATE on public.account"));
    assertThat(sites.askEast(database, TwoSites.TRACES)).isEmpty();
  }

  @Test
  void tablesThatCameAndWentArePublishedAndUnpublishedByTheNextRun() throws SQLException {
    String database =
        sites.freshDatabases(TwoSites.ACCOUNT, "CREATE TABLE old (id bigint PRIMARY KEY)");
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    sites.onBoth(
        database,
        "CREATE TABLE fresh (id bigint PRIMARY KEY)",
        "CREATE SCHEMA archive",
        "ALTER TABLE old SET SCHEMA archive");

    Plan plan = provisioning.apply(settings);

    assertThat(plan.sql().get("east"))
        .contains(
            "ALTER PUBLICATION \"baton_" + database + "\" ADD TABLE ONLY \"public\".\"fresh\"",
            "ALTER PUBLICATION \"baton_" + database + "\" DROP TABLE ONLY \"archive\".\"old\"");
    assertThat(provisioning.plan(settings).nothingToDo()).isTrue();
  }

  @Test
  void aSlotThatProgressDependsOnIsNeverMadeAnew() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    sites.onEast(database, "SELECT pg_drop_replication_slot('baton_" + database + "_blue_east')");

    assertThatThrownBy(() -> provisioning.apply(settings))
        .isInstanceOfSatisfying(
            BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SLOT_LOST))
        .hasMessageContaining(
            "SLOT_LOST: slot baton_"
                + database
                + "_blue_east at site east no longer exists; changes since"
                + " stream east->west last applied may be gone; run 'baton deprovision -c FILE',"
                + " then 'baton provision -c FILE' and 'baton load --from east'");
    assertThat(sites.askEast(database, TwoSites.TRACES))
        .noneMatch(trace -> trace.startsWith("slot"));
  }

  @Test
  void anInterruptedProvisioningGoesOnWithTheSlotItMade() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    sites.onWest(database, "DELETE FROM baton.stream", "DELETE FROM baton.applied");

    Plan plan = provisioning.apply(settings);

    assertThat(plan.sql()).containsOnlyKeys("west");
    assertThat(provisioning.plan(settings).nothingToDo()).isTrue();
  }

  @Test
  void aSlotThatWaitsForOpenTransactionsNamesThem() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);

    try (Connection application = sites.connectEast(database)) {
      application.setAutoCommit(false);
      try (Statement statement = application.createStatement()) {
        statement.execute("SET application_name = 'month end'");
        statement.execute("INSERT INTO account VALUES (1, 1)");
      }
      assertThatThrownBy(() -> new Provisioning(Duration.ofMillis(500)).apply(settings))
          .hasMessageContaining(
              "slot baton_"
                  + database
                  + "_blue_east at site east was not made in 500 ms, for it waits for"
                  + " transactions to end: pid ")
          .hasMessageContaining("program 'month end'");
      application.rollback();
    }
    assertThat(provisioning.apply(settings).blockers()).isEmpty();
  }

  @Test
  void aPartitionedTableIsPublishedThroughItsRoot() throws SQLException {
    String database =
        sites.freshDatabases(
            "CREATE TABLE event (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
            "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "CREATE VIEW days AS SELECT day FROM event",
            "CREATE UNLOGGED TABLE scratch (n int)");

    Plan plan = provisioning.apply(sites.administered(database));

    assertThat(
            sites.askEast(
                database,
                "SELECT tablename FROM pg_publication_tables WHERE pubname = 'baton_"
                    + database
                    + "' ORDER BY 1"))
        .containsExactly("applied", "event", "token");
    assertThat(plan.notes())
        .contains(
            "public.days at site east is left out: views are in no audit trail",
            "public.scratch at site east is left out: unlogged tables are in no audit trail");
  }

  @Test
  void anEngineIsToldWhenTheSchemaIsMissing() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    try (Connection connection = sites.connectEast(database)) {
      assertThatThrownBy(() -> BatonSchema.require(connection, "east"))
          .hasMessage(
              "NOT_PROVISIONED: site east has no Baton schema; run 'baton provision -c FILE' first");
    }
  }

  @Test
  void aWrongPasswordAndAnUnreachableSiteAreToldApart() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    String role = '"' + TwoSites.role(database) + '"';

    assertThatThrownBy(
            () ->
                provisioning.plan(
                    TwoSites.settings(
                        database,
                        "jdbc:postgresql://127.0.0.1:1/shop",
                        sites.westUrl(database),
                        role,
                        true,
                        List.of("public.*"))))
        .hasMessageStartingWith(
            "UNREACHABLE: site east (jdbc:postgresql://127.0.0.1:1/shop) cannot be reached");
    assertThatThrownBy(
            () ->
                provisioning.plan(
                    TwoSites.settings(
                        database,
                        sites.eastUrl("nowhere"),
                        sites.westUrl(database),
                        role,
                        true,
                        List.of("public.*"))))
        .hasMessageStartingWith("AUTHENTICATION: site east")
        .hasMessageContaining("check the database in sites.east.url");
  }
}
