package dev.baton.engine.swap.leaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.config.Settings;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.EngineListener;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.stream.Succession;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosingTest {
  private static final String ROWS =
      "select stream, 'row' from baton.stream where stream like 'rehearsal %'"
          + " union all select stream, 'log' from baton.applied where stream like 'rehearsal %'"
          + " union all select stream, 'handover' from baton.handover where stream like 'rehearsal %'";

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private static Settings settings;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "closing").onBoth("create table item (id int primary key)");
    link.provision();
    settings = link.settings("blue");
  }

  private static Engine engine() {
    return Engine.start(
        settings,
        new EngineListener() {
          @Override
          public void streaming(Engine engine) {}

          @Override
          public void notice(String sentence) {}
        },
        Succession.NONE);
  }

  private static Closing closing(StreamHandle stream) {
    return new Closing(settings, stream, InstantSource.system());
  }

  private static Connection transaction(StreamHandle stream) throws SQLException {
    Connection transaction = stream.target().openControl("test");
    transaction.setAutoCommit(false);
    return transaction;
  }

  @Test
  void aRehearsalGoesAllTheWayAndLeavesNothing() throws SQLException {
    try (Engine engine = engine()) {
      StreamHandle stream = engine.handles().getFirst();
      try (Connection lane = transaction(stream)) {
        Decision decision = closing(stream).rehearse(lane);

        assertThat(decision)
            .isInstanceOfSatisfying(
                Decision.Accepted.class,
                accepted -> assertThat(accepted.next().step()).isEqualTo(Step.TAKE_OVER));
        assertThat(PostgresServer.ask(lane, ROWS)).as("its rows, two of the log").hasSize(4);
        lane.rollback();
      }
      assertThat(link.askWest(ROWS)).isEmpty();
    }
  }

  /**
   * Locks and lost sessions keep such an engine from coming so far; the applied log does not need
   * them.
   */
  @Test
  void anEngineThatMissedARowOfTheAppliedLogCannotHandOver() throws SQLException {
    try (Engine engine = engine()) {
      StreamHandle stream = engine.handles().getFirst();
      await().until(stream::state, state -> state == StreamState.STREAMING);
      // Its heartbeats would go on with the log.
      engine.pause(stream.name().toString());
      try (Connection lane = transaction(stream);
          Connection green = stream.target().openControl("green")) {
        assertThat(stream.target().tryLock(green, stream.presence("green"))).isTrue();
        Progress last = AppliedLog.last(green, stream.name().toString()).orElseThrow();
        offer(lane, stream);
        Closing closing = closing(stream);

        assertThatThrownBy(
                () ->
                    closing.at(ScratchHandover.ID, 0).write(lane, last.seq() - 1, last.position()))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(AppliedLog.isTaken(e)).isTrue());
        lane.rollback();
        offer(lane, stream);
        assertThat(closing.at(ScratchHandover.ID, 0).write(lane, last.seq(), last.position()))
            .isTrue();
        assertThat(PostgresServer.ask(lane, "select owner || ' ' || generation from baton.stream"))
            .containsExactly("green " + (last.generation() + 1));
        lane.rollback();
      }
    }
  }

  /** A handover to green that waits for its cut, in the lane's transaction. */
  private static void offer(Connection lane, StreamHandle stream) throws SQLException {
    new ScratchHandover(settings, stream.name(), "green").insert(lane);
  }
}
