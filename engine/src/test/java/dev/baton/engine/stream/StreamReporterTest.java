package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.StreamName;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamReporterTest {
  private static final Succession ALL_HAVE_LEFT =
      new Succession() {
        @Override
        public void look(Connection control, StreamHandle stream) {}

        @Override
        public boolean hasLeft(StreamName stream) {
          return true;
        }

        @Override
        public boolean isAway(StreamHandle stream) {
          return false;
        }

        @Override
        public boolean opensFreshSlot(Connection control, StreamHandle stream) {
          return false;
        }

        @Override
        public TokenReader tokens(StreamHandle stream) {
          return TokenReader.NONE;
        }

        @Override
        public boolean handedOver(StreamHandle stream) {
          return false;
        }
      };

  @AutoClose private static PostgresServer server;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "reports").onBoth("create table item (id int primary key)");
    link.provision();
  }

  /** It may be killed before it withdraws, and nobody looks for what it left any more. */
  @Test
  void anEngineDoesNotComeBackWhereItsStreamHasLeft() {
    try (Engine engine = RunningLink.start(link, "blue", ALL_HAVE_LEFT)) {
      String first = awaitReportAfter("-infinity");
      awaitReportAfter(first);
      assertThat(link.askWest("select engine from baton.engine")).isEmpty();
      assertThat(engine.state()).isEqualTo("ACTIVE");
    }
  }

  private static String awaitReportAfter(String last) {
    String later =
        "select reported_at::text from baton.stream_status where reported_at > '%s'"
            .formatted(last);
    return await("a report").until(() -> link.askWest(later), found -> !found.isEmpty()).getFirst();
  }
}
