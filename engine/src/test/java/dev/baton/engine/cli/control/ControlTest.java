package dev.baton.engine.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.engine.cli.control.EngineControl.Outcome;
import dev.baton.engine.cli.control.EngineControl.Wanted;
import dev.baton.engine.cli.demo.Bank;
import dev.baton.engine.cli.demo.EmbeddedLink;
import dev.baton.engine.cli.demo.EmbeddedSite;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StreamState;
import dev.baton.migration.provision.Deprovisioning;
import dev.baton.migration.provision.Provisioning;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Status and control through the tables at two real sites. */
class ControlTest {
  private static final StreamName EAST_TO_WEST = new StreamName("east", "west");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static EmbeddedSite east;
  private static EmbeddedSite west;
  private static Settings settings;

  @BeforeAll
  static void startSites() throws Exception {
    east = EmbeddedSite.start("east", 0, folder.resolve("east"));
    west = EmbeddedSite.start("west", 0, folder.resolve("west"));
    settings = EmbeddedLink.open(east, west, new Bank(1, 10), folder).settings();
  }

  @AfterAll
  static void stopSites() {
    try {
      if (east != null) {
        east.close();
      }
    } finally {
      if (west != null) {
        west.close();
      }
    }
  }

  @BeforeEach
  void provision() {
    new Provisioning().apply(settings);
  }

  @AfterEach
  void deprovision() {
    new Deprovisioning().apply(settings);
  }

  @Test
  void aLinkThatNoEngineHasTakenSaysSo() {
    StatusReport report = status();

    assertThat(report.engines()).isEmpty();
    assertThat(report.streams())
        .extracting(StatusReport.Stream::name)
        .containsExactly("east->west", "west->east");
    assertThat(report.streams())
        .allSatisfy(
            stream -> {
              assertThat(stream.owner()).isEmpty();
              assertThat(stream.state()).isEqualTo(StreamState.STOPPED);
              assertThat(stream.lastError())
                  .hasValueSatisfying(e -> assertThat(e).contains("baton run"));
            });
    assertThat(LinkStatus.healthy(report)).isFalse();
  }

  @Test
  void aLivingOwnerIsKnownByItsLockAndBelieved() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings)) {
      StatusReport report = status();

      assertThat(LinkStatus.healthy(report)).isTrue();
      assertThat(report.engines()).extracting(StatusReport.Engine::id).containsExactly("blue");
      StatusReport.Stream stream = report.streams().getFirst();
      assertThat(stream.owner()).contains("blue");
      assertThat(stream.generation()).isEqualTo(3);
      assertThat(stream.state()).isEqualTo(StreamState.STREAMING);
      assertThat(stream.lagMillis()).hasValue(4);
      assertThat(stream.appliedRows()).isEqualTo(12);
    }
  }

  @Test
  void aDeadOwnersReportIsNotBelievedAndItsLagIsMeasured() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings)) {
      assertThat(LinkStatus.healthy(status())).isTrue();
    }
    east.execute("update pgbench_accounts set abalance = 1 where aid = 1");

    StatusReport.Stream stream = status().streams().getFirst();

    assertThat(stream.owner()).isEmpty();
    assertThat(stream.state()).isEqualTo(StreamState.STOPPED);
    assertThat(stream.lagBytes().orElseThrow()).isPositive();
    assertThat(stream.lastError())
        .hasValueSatisfying(error -> assertThat(error).contains("blue", "generation 3"));
  }

  @Test
  void aStreamPausesAndGoesOnWhileTheOtherStreams() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings);
        EngineControl control = new EngineControl(settings, PATIENCE)) {
      assertThat(control.ask(EAST_TO_WEST, Wanted.PAUSED)).isEqualTo(Outcome.DONE);
      assertThat(status().streams())
          .extracting(StatusReport.Stream::state)
          .containsExactly(StreamState.PAUSED, StreamState.STREAMING);

      assertThat(control.ask(EAST_TO_WEST, Wanted.RUNNING)).isEqualTo(Outcome.DONE);
      assertThat(LinkStatus.healthy(status())).isTrue();
    }
  }

  @Test
  void whatWasReportedBeforeTheWishIsNoAnswerToIt() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings);
        EngineControl control = new EngineControl(settings, Duration.ofSeconds(1))) {
      control.ask(EAST_TO_WEST, Wanted.PAUSED);
      engine.fallSilent();

      assertThatThrownBy(() -> control.ask(EAST_TO_WEST, Wanted.PAUSED))
          .hasMessageContainingAll("REFUSED", "east->west");
    }
  }

  @Test
  void aStreamThatFailsAgainIsToldWithItsError() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings);
        EngineControl control = new EngineControl(settings, PATIENCE)) {
      engine.failWith(StreamState.FAILED);
      await("the report of the failure")
          .until(() -> status().streams().getFirst().state() == StreamState.FAILED);

      assertThatThrownBy(() -> control.ask(EAST_TO_WEST, Wanted.RUNNING))
          .hasMessageContainingAll("REFUSED", "east->west", "FAILED", "CONFLICT: a row");
    }
  }

  @Test
  void aWishWithoutAnEngineIsWrittenDownForTheNext() throws Exception {
    try (EngineControl control = new EngineControl(settings, PATIENCE)) {
      assertThat(control.ask(EAST_TO_WEST, Wanted.PAUSED)).isEqualTo(Outcome.NO_ENGINE);
    }
    try (ObedientEngine engine = new ObedientEngine(settings)) {
      assertThat(status().streams().getFirst().state()).isEqualTo(StreamState.PAUSED);
    }
  }

  @Test
  void anEngineThatIsToldToStopIsWaitedFor() throws Exception {
    try (ObedientEngine engine = new ObedientEngine(settings);
        EngineControl control = new EngineControl(settings, PATIENCE)) {
      assertThat(control.stopEngine()).isEqualTo(Outcome.DONE);
      assertThat(control.stopEngine()).isEqualTo(Outcome.NO_ENGINE);
      assertThat(status().engines()).isEmpty();
    }
  }

  private static StatusReport status() {
    try (LinkStatus status = new LinkStatus(settings)) {
      return status.read();
    }
  }
}
