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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every reader promises, whatever it reads. A reader's own suite extends this one and brings
 * the database.
 */
public abstract class AuditTrailReaderContract {
  private static final long LARGE = 1 << 20;
  private static final Duration SOON = Duration.ofSeconds(20);

  private TrailUnderTest trail;
  private AuditTrailReader reader;
  private final Recorder recorder = new Recorder();

  /** An empty trail of a database that has no table {@code item} or {@code other}. */
  protected abstract TrailUnderTest open();

  @BeforeEach
  void openTrail() {
    trail = open();
    trail.execute(
        "create table item (id int primary key, name text)",
        "create table other (id int primary key, name text)");
  }

  @AfterEach
  void closeEverything() {
    recorder.unblock();
    if (reader != null) {
      reader.close();
    }
    if (trail != null) {
      trail.close();
    }
    recorder.assertProperCalls();
  }

  private void read(SourcePosition from, long partBytes) {
    reader = trail.reader(partBytes);
    reader.start(from, recorder);
  }

  private void read() {
    read(trail.confirmed(), LARGE);
  }

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
    assertThat(parts).extracting(AuditTrailReaderContract::ids).containsExactly("2", "1 3 4");
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
    assertThat(recorder.awaitChanging(2))
        .extracting(AuditTrailReaderContract::ids)
        .containsExactly("2 5", "6");
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
    assertThat(recorder.awaitChanging(2))
        .extracting(AuditTrailReaderContract::ids)
        .containsExactly("3", "4");
  }

  @Test
  void aReaderGoesOnWhereTheLastOneWasAcknowledged() {
    read();
    insertEach(1, 3);
    SourcePosition durable = recorder.awaitChanging(3).get(1).position();
    reader.acknowledge(durable);
    awaitConfirmed(durable);
    reader.close();
    insertEach(4, 4);

    Recorder next = new Recorder();
    reader = trail.reader(LARGE);
    trail.ready(durable);
    reader.start(durable, next);
    assertThat(next.awaitChanging(2))
        .extracting(AuditTrailReaderContract::ids)
        .containsExactly("3", "4");
    next.assertProperCalls();
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
        .extracting(AuditTrailReaderContract::shown)
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
    assertThat(recorder.awaitChanging(1))
        .extracting(AuditTrailReaderContract::ids)
        .containsExactly("2 3");
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
    assertThat(recorder.awaitChanging(1))
        .extracting(AuditTrailReaderContract::ids)
        .containsExactly("2000");
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
        .extracting(c -> ((RowChange.Update) c).before()[0], c -> ((RowChange.Update) c).after()[0])
        .containsExactly(tuple("1", "3"), tuple("2", "1"), tuple("3", "2"));
    assertThat(((RowChange.Update) changes.get(2)).after()[1]).isEqualTo("swapped");
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

  @Test
  void nothingIsAcknowledgedButWhatTheReaderWasTold() {
    SourcePosition start = trail.confirmed();
    read();
    insertEach(1, 3);
    List<TransactionPart> parts = recorder.awaitChanging(3);
    await()
        .during(Duration.ofMillis(2500))
        .atMost(SOON)
        .until(() -> trail.confirmed().equals(start));
    for (TransactionPart part : parts) {
      reader.acknowledge(part.position());
      awaitConfirmed(part.position());
    }
    // An older position, told late, moves nothing back.
    reader.acknowledge(parts.getFirst().position());
    await()
        .during(Duration.ofMillis(1500))
        .atMost(SOON)
        .until(() -> trail.confirmed().equals(parts.getLast().position()));
  }

  @Test
  void anAcknowledgementReachesAnIdleSourceInAboutASecond() {
    read();
    insertEach(1, 1);
    SourcePosition durable = recorder.awaitChanging(1).getFirst().position();
    reader.acknowledge(durable);
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> trail.confirmed().equals(durable));
  }

  @Test
  void aReceiverWithoutRoomHoldsTheReaderBack() {
    recorder.block();
    read(trail.confirmed(), 4 * LARGE);
    for (int i = 0; i < 40; i++) {
      trail.execute(
          "insert into item select %d + i, (select string_agg(md5(random()::text), '') from generate_series(1, 32)) from generate_series(1, 1000) i"
              .formatted(i * 1000));
    }
    await().atMost(SOON).until(() -> recorder.events().size() == 1);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() -> trail.unsentBytes() > 10_000_000);
    assertThat(recorder.events()).hasSize(1);
    recorder.unblock();
    assertThat(recorder.awaitChanging(40).stream().allMatch(TransactionPart::whole)).isTrue();
  }

  @Test
  void closingWhileTheReceiverHasNoRoomReturnsSoon() throws InterruptedException {
    recorder.block();
    read();
    insertEach(1, 20);
    await().atMost(SOON).until(() -> recorder.events().size() == 1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread closing =
        Thread.ofVirtual()
            .name("closing")
            .uncaughtExceptionHandler((thread, error) -> thrown.set(error))
            .start(reader::close);
    assertThat(closing.join(Duration.ofSeconds(10))).as("closed within 10 s").isTrue();
    assertThat(thrown.get()).isNull();
    assertThat(recorder.failure()).as("closing is no failure").isEmpty();
    assertThat(recorder.events()).hasSize(1);
  }

  @Test
  void aFailureIsToldOnceAndNothingAfterIt() {
    read();
    insertEach(1, 1);
    recorder.awaitChanging(1);
    trail.destroy();
    assertThat(recorder.awaitFailure().code()).isIn(ErrorCode.UNREACHABLE, ErrorCode.SLOT_LOST);
    reader.close();
    assertThat(recorder.failureCount()).isEqualTo(1);
  }

  private void awaitConfirmed(SourcePosition position) {
    await("confirmed " + position)
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> trail.confirmed().equals(position));
  }

  private Connection begin() throws SQLException {
    Connection connection = trail.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  private void insertEach(int from, int to) {
    for (int id = from; id <= to; id++) {
      trail.execute("insert into item values (" + id + ", 'n" + id + "')");
    }
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("insert into item values (" + id + ", 'n" + id + "')");
    }
  }

  private static String shown(TrailEvent event) {
    return switch (event) {
      case TransactionPart part -> ids(part);
      case Message message -> new String(message.content(), StandardCharsets.UTF_8);
    };
  }

  private static String ids(TransactionPart part) {
    return String.join(
        " ",
        part.changes().stream()
            .map(
                change ->
                    switch (change) {
                      case RowChange.Insert insert -> (String) insert.after()[0];
                      case RowChange.Update update -> "u" + update.after()[0];
                      case RowChange.Delete delete -> "d" + delete.before()[0];
                      case RowChange.Truncate truncate -> "t";
                    })
            .toList());
  }
}
