package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.Recorder;
import dev.baton.protocol.trail.SourcePosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that stops under a reader, and comes back. */
@ParameterizedClass
@EnumSource
class ServerRestartTest {

  private static final String DATABASE = "east";
  private static final Duration SOON = Duration.ofSeconds(10);

  @Parameter ReaderKind reading;

  @Test
  void readingEndsAsUnreachableAndGoesOnAfterTheServerIsBack() {
    try (PostgresServer server = PostgresServer.start()) {
      server.createDatabase(DATABASE);
      server.execute(DATABASE, "create table item (id int primary key)");
      PostgresTrail.publish(server, DATABASE, "all tables");
      SourcePosition progress = cutOff(server, PostgresTrail.open(server, DATABASE, reading));
      goesOn(server, progress);
    }
  }

  private SourcePosition cutOff(PostgresServer server, PostgresTrail trail) {
    Recorder recorder = new Recorder();
    try (AuditTrailReader reader = trail.reader()) {
      reader.start(trail.confirmed(), recorder);
      trail.execute("insert into item values (1)", "insert into item values (2)");
      SourcePosition durable = recorder.awaitChanging(2).getFirst().position();
      // The server waits at its end until its readers have flushed what it sent, which is more than
      // was applied.
      reader.acknowledge(durable);
      await().atMost(SOON).until(() -> trail.confirmed().equals(durable));
      server.restart();
      assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.UNREACHABLE);
    }
    recorder.assertProperCalls();
    return recorder.changing().getFirst().position();
  }

  private void goesOn(PostgresServer server, SourcePosition progress) {
    try (PostgresTrail trail = PostgresTrail.reopen(server, DATABASE, reading)) {
      Recorder recorder = new Recorder();
      trail.ready(progress);
      try (AuditTrailReader reader = trail.reader()) {
        reader.start(progress, recorder);
        trail.execute("insert into item values (3)");
        assertThat(recorder.awaitChanging(2))
            .extracting(part -> ((RowChange.Insert) part.changes().getFirst()).after().text(0))
            .containsExactly("2", "3");
      }
    }
  }
}
