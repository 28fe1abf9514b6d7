package dev.baton.migration.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import dev.baton.config.Settings;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deprovisioning takes away what the link left, and nothing else. */
class DeprovisioningTest {
  @AutoClose private static TwoSites sites;
  private final Provisioning provisioning = new Provisioning();

  @BeforeAll
  static void start() throws Exception {
    sites = TwoSites.start();
  }

  @Test
  void deprovisioningLeavesNothing() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    sites.onWest(
        database, "SELECT pg_replication_origin_create('baton_" + database + "_east_west_b_1')");

    List<String> removed = new Deprovisioning().apply(settings);

    assertThat(removed)
        .containsExactlyInAnyOrder(
            "replication origin baton_" + database + "_east_west_b_1 at site west",
            "slot baton_" + database + "_blue_east at site east",
            "slot baton_" + database + "_blue_west at site west",
            "publication baton_" + database + " at site east",
            "publication baton_" + database + " at site west",
            "schema baton at site east",
            "schema baton at site west");
    assertThat(sites.askEast(database, TwoSites.TRACES)).isEmpty();
    assertThat(sites.askWest(database, TwoSites.TRACES)).isEmpty();
    assertThat(new Deprovisioning().apply(settings)).isEmpty();
    assertThat(provisioning.apply(settings).nothingToDo()).isFalse();
  }

  @Test
  void deprovisioningSparesALinkWhoseNameBeginsAlike() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);
    sites.onEast(
        database,
        "CREATE PUBLICATION baton_" + database + "_eu",
        "SELECT pg_create_logical_replication_slot('baton_"
            + database
            + "_eu_blue_east', 'pgoutput')");

    new Deprovisioning().apply(settings);

    assertThat(sites.askEast(database, TwoSites.TRACES))
        .containsExactly(
            "publication baton_" + database + "_eu", "slot baton_" + database + "_eu_blue_east");
    sites.onEast(
        database, "SELECT pg_drop_replication_slot('baton_" + database + "_eu_blue_east')");
  }

  @Test
  void deprovisioningIsRefusedWhileAnEngineIsConnected() throws SQLException {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);

    try (Connection engine = SiteConnections.open(settings.site("west"), database, "apply")) {
      assertThatThrownBy(() -> new Deprovisioning().apply(settings))
          .isInstanceOf(BatonException.class)
          .hasMessageContaining(
              "SLOT_IN_USE: the link is still at work: site west has a session baton/"
                  + database
                  + "/apply")
          .hasMessageContaining("run 'baton stop -c FILE' first");
      assertThat(engine.isValid(5)).isTrue();
    }
    assertThat(sites.askEast(database, TwoSites.TRACES)).hasSize(3);
  }

  @Test
  void deprovisioningWaitsForASessionThatIsAboutToGo() throws Exception {
    String database = sites.freshDatabases(TwoSites.ACCOUNT);
    Settings settings = sites.administered(database);
    provisioning.apply(settings);

    CompletableFuture<List<String>> removed;
    try (Connection engine = SiteConnections.open(settings.site("west"), database, "apply")) {
      removed = CompletableFuture.supplyAsync(() -> new Deprovisioning().apply(settings));
      await()
          .until(
              () ->
                  sites.askWest(
                      database,
                      "SELECT pid::text FROM pg_stat_activity WHERE application_name = 'baton/"
                          + database
                          + "/deprovision' AND query LIKE '%pg_stat_activity%'"),
              hasSize(1));
      assertThat(engine.isValid(5)).isTrue();
    }

    assertThat(removed.get(10, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(sites.askEast(database, TwoSites.TRACES)).isEmpty();
  }
}
