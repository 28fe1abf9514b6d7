package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.Recorder;
import dev.baton.connectors.spi.TrailReading;
import dev.baton.connectors.spi.TrailUnderTest.Committed;
import dev.baton.protocol.trail.SourcePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Transactions that the server sends in pieces while they are open: kept until they commit, or
 * handed on early where they have. The server sends every change so here.
 */
class OpenTransactionsTest {
  private static final String DATABASE = "east";
  private static final Duration SOON = Duration.ofSeconds(20);

  @AutoClose private static PostgresServer server;
  private final Recorder recorder = new Recorder();
  private PostgresTrail trail;
  private AuditTrailReader reader;

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE);
  }

  @BeforeEach
  void openTrail() {
    server.execute(
        DATABASE,
        "drop table if exists item, other",
        "create table item (id int primary key, name text)",
        "create table other (id int primary key, name text)");
    trail = PostgresTrail.open(server, DATABASE, ReaderKind.PGOUTPUT);
    trail.sendsWhatIsOpen();
  }

  @AfterEach
  void closeEverything() throws IOException {
    if (reader != null) {
      reader.close();
    }
    trail.close();
    recorder.assertProperCalls();
    assertThat(left()).as("files left behind").isEmpty();
  }

  @Test
  void nothingOfAnOpenTransactionIsHandedOnAndNothingOfItHasAName() throws Exception {
    read();
    try (Connection open = begin()) {
      run(open, "insert into item select i, repeat('x', 1000) from generate_series(1, 300) i");
      await().atMost(SOON).until(() -> recorder.spilledBytes() > 300_000);
      trail.execute("insert into other values (1, 'meanwhile')");
      assertThat(recorder.awaitChanging(1)).extracting(TrailReading::ids).containsOnly("1");
      assertThat(left()).as("files with a name").isEmpty();
      open.commit();
    }
    TransactionPart large = recorder.awaitChanging(2).get(1);
    assertThat(large.changes()).hasSize(300);
    assertThat(large.transactions()).isOne();
  }

  @Test
  void aTableFirstMetInWhatWasRolledBackIsKnownAllTheSame() throws SQLException {
    read();
    try (Connection open = begin()) {
      Savepoint outer = open.setSavepoint();
      run(open, "insert into item values (1, 'gone')");
      run(open, "savepoint inner_one", "insert into item values (2, 'gone')");
      run(open, "release savepoint inner_one", "insert into other values (3, 'gone')");
      open.rollback(outer);
      run(open, "insert into item values (4, 'stays')", "insert into other values (5, 'stays')");
      open.commit();
    }
    assertThat(recorder.awaitChanging(1)).extracting(TrailReading::ids).containsOnly("4 5");
  }

  @Test
  void aTableAlteredInsideComesInBothShapes() throws SQLException {
    read();
    try (Connection open = begin()) {
      run(open, "insert into item values (1, 'old')", "alter table item add column more int");
      run(open, "insert into item values (2, 'new', 7)");
      open.commit();
    }
    assertThat(recorder.awaitChanging(1).getFirst().changes())
        .extracting(change -> ((RowChange.Insert) change).after().columns())
        .containsExactly(2, 3);
  }

  @Test
  void anAlterationThatWasRolledBackLeavesTheOldShape() throws SQLException {
    read();
    try (Connection open = begin()) {
      run(open, "insert into item values (1, 'old')");
      Savepoint part = open.setSavepoint();
      run(open, "alter table item rename column name to title");
      run(open, "insert into item values (2, 'gone')");
      open.rollback(part);
      run(open, "insert into item values (3, 'old')");
      open.commit();
    }
    TransactionPart read = recorder.awaitChanging(1).getFirst();
    assertThat(TrailReading.ids(read)).isEqualTo("1 3");
    assertThat(read.changes())
        .extracting(change -> change.table().columns().get(1))
        .containsExactly("name", "name");
  }

  @Test
  void whatCommitsInsideOfAnEarlyTransactionBecomesAPartOfIt() throws SQLException {
    try (Connection large = begin()) {
      run(large, "insert into item values (1, 'a')", "insert into item values (2, 'b')");
      trail.execute("insert into other values (3, 'between')");
      trail.execute("insert into other values (4, 'between')");
      run(large, "update item set name = 'c' where id = 1");
      large.commit();
    }
    trail.execute("insert into other values (5, 'after')");
    recorder.takingEarly();
    read();
    List<TransactionPart> read = recorder.awaitChanging(2);
    List<Committed> committed = trail.committed();
    assertThat(read).extracting(TrailReading::ids).containsExactly("1 2 3 4 u1", "5");
    assertThat(read).extracting(TransactionPart::transactions).containsExactly(3, 1);
    Committed last = committed.get(committed.size() - 2);
    assertThat(read.getFirst().transactionId()).isEqualTo(last.transactionId());
    assertThat(read.getFirst().position()).isEqualTo(last.end());
    assertThat(read.getFirst().commitMicros()).isEqualTo(last.commitMicros());
  }

  @Test
  void oneOfTwoThatAreOpenTogetherIsEarly() throws SQLException {
    try (Connection first = begin();
        Connection second = begin()) {
      run(first, "insert into item values (1, 'a')");
      run(second, "insert into item values (2, 'b')");
      run(first, "insert into item values (3, 'a')");
      run(second, "insert into item values (4, 'b')");
      second.commit();
      run(first, "insert into item values (5, 'a')");
      first.commit();
    }
    recorder.takingEarly();
    read();
    TransactionPart all = recorder.awaitChanging(1).getFirst();
    assertThat(TrailReading.ids(all)).isEqualTo("1 3 2 4 5");
    assertThat(all.transactions()).isEqualTo(2);
  }

  @Test
  void anEarlyTransactionComesInParts() throws SQLException {
    try (Connection large = begin()) {
      for (int i = 0; i < 50; i++) {
        run(
            large,
            "insert into item select %d + i, repeat('x', 1000) from generate_series(1, 10) i"
                .formatted(i * 10));
        trail.execute("insert into other values (%d, 'between')".formatted(i));
      }
      large.commit();
    }
    recorder.takingEarly();
    reader = trail.reader(50_000);
    reader.start(trail.confirmed(), recorder);
    await().atMost(SOON).until(() -> recorder.parts().stream().anyMatch(TransactionPart::last));
    List<TransactionPart> parts = recorder.parts();
    assertThat(parts).hasSizeGreaterThan(5);
    assertThat(parts.getFirst().first()).isTrue();
    assertThat(parts.subList(1, parts.size())).noneMatch(TransactionPart::first);
    assertThat(parts.subList(0, parts.size() - 1))
        .noneMatch(TransactionPart::last)
        .allMatch(part -> part.position().equals(SourcePosition.NONE));
    assertThat(parts.getLast().transactions()).isEqualTo(51);
    assertThat(parts.stream().mapToInt(part -> part.changes().size()).sum()).isEqualTo(550);
  }

  @Test
  void anOpenTransactionThatCommitsLaterIsNotEarlyUntilThen() throws SQLException {
    recorder.takingEarly();
    read();
    try (Connection open = begin()) {
      run(open, "insert into item values (1, 'a')");
      // The trail is sent as far as it is on disk, which a commit sees to.
      trail.execute("insert into other values (2, 'meanwhile')");
      recorder.awaitChanging(1);
      assertThat(recorder.spilledBytes()).isPositive();
      run(open, "insert into item values (3, 'b')");
      open.rollback();
      run(open, "insert into item values (4, 'c')");
      open.commit();
    }
    assertThat(recorder.awaitChanging(2)).extracting(TrailReading::ids).containsExactly("2", "4");
  }

  @Test
  void whatWasRolledBackInsideOfAnEarlyTransactionIsReadAgain() throws SQLException {
    try (Connection large = begin()) {
      run(large, "insert into item values (1, 'a')");
      Savepoint part = large.setSavepoint();
      run(large, "insert into item values (2, 'gone')");
      large.rollback(part);
      run(large, "insert into item values (3, 'b')");
      large.commit();
    }
    assertGivenUp();
    assertThat(readAgain()).extracting(TrailReading::ids).containsExactly("1 3");
  }

  @Test
  void aTokenInsideOfAnEarlyTransactionIsMetInItsPlace() throws SQLException {
    try (Connection large = begin();
        Connection other = begin()) {
      run(large, "insert into item values (1, 'a')");
      trail.message(other, "baton.token", "here");
      other.commit();
      run(large, "insert into item values (2, 'b')");
      large.commit();
    }
    assertGivenUp();
    List<TransactionPart> again = readAgain();
    assertThat(again).extracting(TrailReading::ids).containsExactly("1 2");
  }

  @Test
  void whatCannotBeKeptOnDiskEndsTheReadingWithItsName() throws Exception {
    Path folder = server.spillFolder();
    Files.deleteIfExists(folder);
    Files.writeString(folder, "in the way");
    SourcePosition before = trail.confirmed();
    try (Connection open = begin()) {
      read();
      run(open, "insert into item values (1, 'a')");
      trail.execute("insert into other values (2, 'so that the trail is on disk')");
      BatonException failure = recorder.awaitFailure();
      assertThat(failure.code()).isEqualTo(ErrorCode.SPILL_FAILED);
      assertThat(failure).hasMessageContaining(folder.toString()).hasMessageContaining("data-dir");
      assertThat(recorder.changing()).isEmpty();
      assertThat(trail.confirmed()).isEqualTo(before);
      open.rollback();
    } finally {
      Files.delete(folder);
    }
  }

  private void assertGivenUp() {
    SourcePosition before = trail.confirmed();
    recorder.takingEarly();
    read();
    assertThat(recorder.awaitFailure().code()).isEqualTo(ErrorCode.TRANSIENT);
    assertThat(recorder.earlyGivenUpCount()).isOne();
    assertThat(recorder.parts()).as("ends handed on").noneMatch(TransactionPart::last);
    assertThat(recorder.messages()).isEmpty();
    assertThat(trail.confirmed()).isEqualTo(before);
    reader.close();
  }

  /** As the stream does that begins again: nothing early. */
  private List<TransactionPart> readAgain() {
    Recorder again = new Recorder();
    trail.ready(trail.confirmed());
    reader = trail.reader();
    reader.start(trail.confirmed(), again);
    List<TransactionPart> read = again.awaitChanging(1);
    again.assertProperCalls();
    return read;
  }

  private void read() {
    reader = trail.reader();
    reader.start(trail.confirmed(), recorder);
  }

  private Connection begin() throws SQLException {
    Connection connection = trail.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<Path> left() throws IOException {
    Path folder = server.spillFolder();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
