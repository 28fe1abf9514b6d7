package dev.baton.connectors.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.TrailUnderTest.Committed;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every reader hands on, whatever it reads. A reader's own suite extends this one and brings
 * the database.
 */
public abstract class AuditTrailContentContract extends TrailReading {

  @Test
  void transactionsComeWholeAndInCommitOrder() throws SQLException {
    read();
    try (Connection first = begin();
        Connection second = begin()) {
      insert(first, 1);
      insert(second, 2);
      insert(first, 3);
      second.commit();
      insert(first, 4);
      first.commit();
    }
    List<TransactionPart> parts = recorder.awaitChanging(2);
    assertThat(parts).extracting(TransactionPart::whole).containsOnly(true);
    assertThat(parts).extracting(TrailReading::ids).containsExactly("2", "1 3 4");
  }

  @Test
  void whatWasRolledBackNeverComes() throws SQLException {
    read();
    try (Connection connection = begin()) {
      insert(connection, 1);
      connection.rollback();
      connection.commit();
      insert(connection, 2);
      Savepoint outer = connection.setSavepoint();
      insert(connection, 3);
      Savepoint inner = connection.setSavepoint();
      insert(connection, 4);
      connection.releaseSavepoint(inner);
      connection.rollback(outer);
      insert(connection, 5);
      connection.commit();
      insert(connection, 6);
      connection.commit();
    }
    assertThat(recorder.awaitChanging(2)).extracting(TrailReading::ids).containsExactly("2 5", "6");
  }

  @Test
  void idEndAndCommitTimeAreTheServersOwn() {
    read();
    insertEach(1, 3);
    List<Committed> told =
        recorder.awaitChanging(3).stream()
            .map(p -> new Committed(p.transactionId(), p.position(), p.commitMicros()))
            .toList();
    assertThat(trail.committed()).containsAll(told);
    assertThat(told).isSortedAccordingTo((a, b) -> a.end().compareTo(b.end()));
  }

  @Test
  void aStartLeavesOutWhatEndsThereAndNothingElse() {
    insertEach(1, 4);
    List<Committed> committed = trail.committed();
    read(committed.get(committed.size() - 3).end(), LARGE);
    assertThat(recorder.awaitChanging(2)).extracting(TrailReading::ids).containsExactly("3", "4");
  }

  @Test
  void messagesComeInTheirPlace() throws SQLException {
    read();
    try (Connection connection = begin()) {
      insert(connection, 1);
      connection.commit();
      trail.message(connection, "baton.token", "alone");
      connection.commit();
      insert(connection, 2);
      trail.message(connection, "baton.token", "with row 2");
      connection.commit();
      trail.message(connection, "somebody", "else's");
      insert(connection, 3);
      connection.commit();
    }
    recorder.awaitChanging(3);
    List<TrailEvent> events =
        recorder.events().stream()
            .filter(e -> !(e instanceof TransactionPart part) || !part.changes().isEmpty())
            .toList();
    assertThat(events)
        .extracting(AuditTrailContentContract::shown)
        .containsExactly("1", "alone", "2", "with row 2", "3");
    TransactionPart second = (TransactionPart) events.get(2);
    assertThat(recorder.messages())
        .extracting(Message::prefix, Message::transactionId, Message::position)
        .contains(tuple("baton.token", second.transactionId(), second.position()))
        .doesNotContain(tuple("somebody", second.transactionId(), second.position()));
    assertThat(trail.committed())
        .extracting(Committed::end)
        .containsAll(recorder.messages().stream().map(Message::position).toList());
  }

  @Test
  void messagesThatAreInNoCommittedTransactionNeverCome() throws SQLException {
    read();
    try (Connection connection = begin()) {
      trail.message(connection, "baton.token", "rolled back");
      trail.looseMessage(connection, "baton.token", "loose, rolled back");
      insert(connection, 1);
      connection.rollback();
      trail.looseMessage(connection, "baton.token", "loose");
      connection.commit();
      insert(connection, 2);
      trail.looseMessage(connection, "baton.token", "loose, in the middle");
      insert(connection, 3);
      connection.commit();
    }
    assertThat(recorder.awaitChanging(1)).extracting(TrailReading::ids).containsExactly("2 3");
    assertThat(recorder.messages()).isEmpty();
  }

  @Test
  void aLargeTransactionComesInPartsWithNothingBetween() throws SQLException {
    read(trail.confirmed(), 20_000);
    try (Connection large = begin();
        Statement statement = large.createStatement()) {
      statement.execute("insert into item select i, 'x' from generate_series(1, 1000) i");
      trail.execute("insert into other values (1, 'between')");
      large.commit();
    }
    insertEach(2000, 2000);
    await()
        .atMost(SOON)
        .until(() -> recorder.changing().stream().anyMatch(p -> ids(p).equals("2000")));
    List<TransactionPart> all = recorder.changing();
    assertThat(all.getFirst().changes().getFirst().table().name().table()).isEqualTo("other");
    List<TransactionPart> parts = all.subList(1, all.size() - 1);
    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts)
        .extracting(TransactionPart::transactionId)
        .containsOnly(parts.getFirst().transactionId());
    assertThat(parts.stream().filter(TransactionPart::first)).containsExactly(parts.getFirst());
    assertThat(parts.stream().filter(TransactionPart::last)).containsExactly(parts.getLast());
    assertThat(parts.subList(0, parts.size() - 1))
        .allMatch(part -> part.position().equals(SourcePosition.NONE))
        .allMatch(part -> part.bytes() < 40_000);
    assertThat(trail.committed()).extracting(Committed::end).contains(parts.getLast().position());
    assertThat(parts.stream().mapToInt(part -> part.changes().size()).sum()).isEqualTo(1000);
  }

  @Test
  void aLargeTransactionThatTheTargetHasIsLeftOut() {
    trail.execute("insert into item select i, 'x' from generate_series(1, 1000) i");
    insertEach(2000, 2000);
    List<Committed> committed = trail.committed();
    SourcePosition progress = committed.get(committed.size() - 2).end();
    trail.ready(progress);
    read(progress, 20_000);
    assertThat(recorder.awaitChanging(1)).extracting(TrailReading::ids).containsExactly("2000");
  }

  @Test
  void anUpdateOfAKeyIsOneChange() throws SQLException {
    insertEach(1, 2);
    read();
    try (Connection connection = begin();
        Statement statement = connection.createStatement()) {
      statement.execute("update item set id = 3 where id = 1");
      statement.execute("update item set id = 1 where id = 2");
      statement.execute("update item set id = 2, name = 'swapped' where id = 3");
      connection.commit();
    }
    List<RowChange> changes = recorder.awaitChanging(3).get(2).changes();
    assertThat(changes).hasSize(3).allMatch(RowChange.Update.class::isInstance);
    assertThat(changes)
        .extracting(
            c -> ((RowChange.Update) c).before().text(0),
            c -> ((RowChange.Update) c).after().text(0))
        .containsExactly(tuple("1", "3"), tuple("2", "1"), tuple("3", "2"));
    assertThat(((RowChange.Update) changes.get(2)).after().text(1)).isEqualTo("swapped");
  }

  @Test
  void aTruncationOfSeveralTablesIsOneChange() throws SQLException {
    read();
    try (Connection connection = begin();
        Statement statement = connection.createStatement()) {
      insert(connection, 1);
      statement.execute("truncate item, other");
      statement.execute("truncate item");
      insert(connection, 2);
      connection.commit();
    }
    List<RowChange> changes = recorder.awaitChanging(1).getFirst().changes();
    assertThat(changes).hasSize(4);
    assertThat(((RowChange.Truncate) changes.get(1)).tables())
        .extracting(table -> table.name().table())
        .containsExactlyInAnyOrder("item", "other");
    assertThat(((RowChange.Truncate) changes.get(2)).tables())
        .extracting(table -> table.name().table())
        .containsExactly("item");
  }

  private static String shown(TrailEvent event) {
    return switch (event) {
      case TransactionPart part -> ids(part);
      case Message message -> new String(message.content(), StandardCharsets.UTF_8);
    };
  }
}
