package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.ReaderKind;
import dev.baton.config.StreamName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.Recorder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replication origins: what the reader tells of them, and whose they are. */
class OriginsTest {
  private static final String DATABASE = "east";
  private static final StreamName THERE = new StreamName("east", "west");
  private static final StreamName BACK = THERE.back();
  private static final String OWN = LinkNames.origin(PostgresTrail.LINK, BACK, 'A', 0);
  private static final String FOREIGN = "somebody_elses";

  @AutoClose private static PostgresServer server;
  private final Recorder recorder = new Recorder();
  private PostgresTrail trail;

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE, "create table item (id int primary key)");
  }

  @BeforeEach
  void openTrail() {
    server.execute(DATABASE, "truncate item");
    trail = PostgresTrail.open(server, DATABASE, ReaderKind.PGOUTPUT);
  }

  @AfterEach
  void removeOrigins() {
    trail.close();
    server.execute(
        DATABASE, "select pg_replication_origin_drop(roname) from pg_replication_origin");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOriginOfATransactionsSessionIsToldAndOfNoOther(boolean whileOpen) throws SQLException {
    if (whileOpen) {
      trail.sendsWhatIsOpen();
    }
    try (AuditTrailReader reader = trail.reader()) {
      reader.start(trail.end(), recorder);
      as(OWN, 1);
      trail.execute("insert into item values (2)");
      as(FOREIGN, 3);
      List<TransactionPart> told = recorder.awaitChanging(3);
      assertThat(told).extracting(TransactionPart::origin).containsExactly(OWN, "", FOREIGN);
    }
  }

  @Test
  void theServerMayFilterAsLongAsOnlyOriginsOfTheLinkAreThere() throws SQLException {
    as(OWN, 1);
    // Of the stream that reads here: its target may be another database of the server.
    as(LinkNames.origin(PostgresTrail.LINK, THERE, 'B', 1), 4);
    as(LinkNames.repairOrigin(PostgresTrail.LINK, BACK), 2);
    assertThat(trail.source().canFilterByOrigin(THERE)).isTrue();
    as(FOREIGN, 3);
    assertThat(trail.source().canFilterByOrigin(THERE)).isFalse();
  }

  @Test
  void anotherLinkWhoseNameBeginsAlikeIsAnother() throws SQLException {
    String others = LinkNames.origin(PostgresTrail.LINK + "_2", BACK, 'A', 0);
    as(others, 1);
    assertThat(trail.source().canFilterByOrigin(THERE)).isFalse();
    assertThat(LinkNames.marksReplicated(PostgresTrail.LINK, BACK))
        .accepts(OWN, LinkNames.repairOrigin(PostgresTrail.LINK, BACK))
        .rejects(others, "", OWN + "x", LinkNames.origin(PostgresTrail.LINK, THERE, 'A', 0));
  }

  /** Inserts a row in a session with that origin. */
  private void as(String origin, int id) throws SQLException {
    try (Connection session = server.connect(DATABASE);
        Statement statement = session.createStatement()) {
      statement.execute("select pg_replication_origin_create('" + origin + "')");
      statement.execute("select pg_replication_origin_session_setup('" + origin + "')");
      statement.execute("insert into item values (" + id + ")");
    }
  }
}
