package dev.baton.engine.swap.leaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.Settings;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.EngineListener;
import dev.baton.engine.stream.StreamHandle;
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
      "select (select count(*) from baton.stream) || ' ' || (select count(*) from baton.applied)"
          + " || ' ' || (select count(*) from baton.handover)";

  @AutoClose private static PostgresServer server;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "closing").onBoth("create table item (id int primary key)");
    link.provision();
  }

  private static Engine engine(Settings settings) {
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

  @Test
  void aRehearsalGoesAllTheWayAndLeavesNothing() throws SQLException {
    Settings settings = link.settings("blue");
    try (Engine engine = engine(settings)) {
      StreamHandle stream = engine.handles().getFirst();
      String before = link.askWest(ROWS).getFirst();
      try (Connection lane = stream.target().openControl("rehearsal")) {
        lane.setAutoCommit(false);
        Decision decision = new Closing(settings, stream, InstantSource.system()).rehearse(lane);

        assertThat(decision)
            .isInstanceOfSatisfying(
                Decision.Accepted.class,
                accepted -> assertThat(accepted.next().step()).isEqualTo(Step.TAKE_OVER));
        assertThat(PostgresServer.ask(lane, ROWS)).isNotEqualTo(before);
        lane.rollback();
      }
      assertThat(link.askWest(ROWS)).containsExactly(before);
    }
  }
}
