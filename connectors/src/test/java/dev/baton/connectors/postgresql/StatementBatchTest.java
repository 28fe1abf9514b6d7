package dev.baton.connectors.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** What of a batch is there afterwards, however it went out. */
class StatementBatchTest {
  private static final String DATABASE = "batches";

  /** So many that the driver prepares what it sends, and then sends it as prepared. */
  private static final int UNTIL_PREPARED = 4;

  @AutoClose private static PostgresServer server;
  private Connection connection;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    server.createDatabase(DATABASE);
    server.execute(DATABASE, "create table item (id int primary key)");
  }

  @BeforeEach
  void connect() throws SQLException {
    server.execute(DATABASE, "truncate item");
    connection = server.connect(DATABASE);
    connection.unwrap(PGConnection.class).setPrepareThreshold(2);
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private record Insert(int id) implements StatementBatch.Refusing {
    @Override
    public String sql() {
      return "insert into item (id) values (?)";
    }

    @Override
    public int bind(PreparedStatement statement, int from) throws SQLException {
      statement.setInt(from, id);
      return from + 1;
    }

    @Override
    public void answered(PreparedStatement statement) throws SQLException {
      assertThat(statement.getUpdateCount()).as("rows that insert %d met", id).isEqualTo(1);
    }
  }

  /** The server takes one within a transaction that was begun, and nowhere else. */
  private record Savepoint() implements StatementBatch.Refusing {
    @Override
    public String sql() {
      return "savepoint here";
    }

    @Override
    public int bind(PreparedStatement statement, int from) {
      return from;
    }

    @Override
    public void answered(PreparedStatement statement) {
      // That it was taken is all.
    }
  }

  private static List<Insert> inserts(int... ids) {
    return IntStream.of(ids).mapToObj(Insert::new).toList();
  }

  private static String items() {
    return server.value(
        DATABASE, "select coalesce(string_agg(id::text, ' ' order by id), '') from item");
  }

  private void assertInTransactionsOfItsOwn() throws SQLException {
    assertThat(connection.getAutoCommit()).isFalse();
    assertThat(connection.unwrap(BaseConnection.class).getTransactionState())
        .isEqualTo(TransactionState.IDLE);
  }

  @Test
  void allOfItIsCommittedEachTime() throws SQLException {
    for (int i = 0; i < UNTIL_PREPARED; i++) {
      StatementBatch.runAndCommit(connection, inserts(2 * i, 2 * i + 1));
      assertInTransactionsOfItsOwn();
    }
    assertThat(items()).isEqualTo("0 1 2 3 4 5 6 7");
  }

  @Test
  void nothingOfItIsThereWhereAStatementFails() throws SQLException {
    for (int i = 0; i < UNTIL_PREPARED; i++) {
      assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, inserts(1, 2, 1)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("item_pkey");
      assertThat(items()).isEmpty();
      connection.rollback();
      assertInTransactionsOfItsOwn();
    }
    StatementBatch.runAndCommit(connection, inserts(1, 2, 3));
    assertThat(items()).isEqualTo("1 2 3");
  }

  /** Without it, a message is one transaction only as far as the driver asks for one answer. */
  @Test
  void aMessageThatIsAllOfATransactionBeginsIt() throws SQLException {
    for (int i = 0; i < UNTIL_PREPARED; i++) {
      StatementBatch.runAndCommit(connection, List.of(new Savepoint(), new Insert(i)));
      assertInTransactionsOfItsOwn();
    }
    assertThat(items()).isEqualTo("0 1 2 3");
  }

  @Test
  void aSingleStatementIsATransactionByItself() throws SQLException {
    for (int i = 0; i < UNTIL_PREPARED; i++) {
      StatementBatch.runAndCommit(connection, inserts(i));
      assertInTransactionsOfItsOwn();
      int taken = i;
      assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, inserts(taken)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("item_pkey");
      assertInTransactionsOfItsOwn();
      connection.rollback();
    }
    StatementBatch.runAndCommit(connection, List.of(new LockWait.Short(), new Insert(4)));
    assertInTransactionsOfItsOwn();
    assertThat(items()).isEqualTo("0 1 2 3 4");
    assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, List.of(new Savepoint())))
        .as("it is not begun by a message of its own")
        .isInstanceOf(SQLException.class);
  }

  /** The server has answered the statement by then, and says no to its commit. */
  @Test
  void aCommitThatIsRefusedIsToldOfASingleStatementToo() throws SQLException {
    server.execute(
        DATABASE,
        "alter table item add column late int default 1 unique deferrable initially deferred");
    try {
      for (int i = 0; i < UNTIL_PREPARED; i++) {
        StatementBatch.runAndCommit(connection, inserts(1));
        assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, inserts(2)))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("item_late_key");
        assertInTransactionsOfItsOwn();
        assertThat(items()).isEqualTo("1");
        server.execute(DATABASE, "truncate item");
      }
    } finally {
      server.execute(DATABASE, "alter table item drop column late");
    }
  }

  @Test
  void whatWentOutBeforeIsCommittedWithItOrNotAtAll() throws SQLException {
    for (int i = 0; i < UNTIL_PREPARED; i++) {
      StatementBatch.run(connection, inserts(1));
      assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, inserts(2, 2)))
          .isInstanceOf(SQLException.class);
      connection.rollback();
      assertThat(items()).isEmpty();
    }
    StatementBatch.run(connection, inserts(1));
    assertThat(items()).isEmpty();
    StatementBatch.runAndCommit(connection, inserts(2));
    assertInTransactionsOfItsOwn();
    assertThat(items()).isEqualTo("1 2");
  }

  @Test
  void aConnectionThatIsLostInsideIsTheErrorThatIsTold() throws SQLException {
    int session = connection.unwrap(PGConnection.class).getBackendPID();
    server.execute(DATABASE, "select pg_terminate_backend(%d)".formatted(session));
    assertThatThrownBy(() -> StatementBatch.runAndCommit(connection, inserts(1)))
        .isInstanceOfSatisfying(
            SQLException.class,
            lost -> {
              assertThat(SqlErrorClass.of(lost.getSQLState())).isEqualTo(SqlErrorClass.CONNECTION);
              assertThat(lost.getSQLState()).as("not what came after it").isNotEqualTo("08003");
            });
    assertThat(items()).isEmpty();
  }
}
