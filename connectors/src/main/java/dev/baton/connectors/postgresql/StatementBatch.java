package dev.baton.connectors.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Statements of one transaction that go to the server in one message and are answered in one, the
 * commit with them where nothing is left to be looked at before it. A transaction of a few rows
 * spends most of its time on the way there and back: one of four rows took 310 to 350 µs statement
 * by statement, 190 in one message, 115 with its commit in it.
 *
 * <p>The driver sends each statement with parameters of its own and asks for one answer to all. At
 * the first that fails the server leaves out the rest, the commit too. Stateless.
 */
public final class StatementBatch {

  /** Longer ones would only be texts of their own for the driver to keep. */
  private static final int MOST = 8;

  /**
   * How much of its transaction a message is: what goes before and behind its statements. {@code
   * ALONE}: all of it, of one statement that writes.
   */
  private enum Share {
    INSIDE("", ""),
    END("", "commit"),
    WHOLE("begin;", "commit"),
    ALONE("", "");

    private final String before;
    private final String behind;

    Share(String before, String behind) {
      this.before = before;
      this.behind = behind;
    }

    boolean begins() {
      return this == WHOLE;
    }

    String around(List<? extends Item> items) {
      StringBuilder sql = new StringBuilder(before);
      for (Item item : items) {
        sql.append(item.sql()).append(';');
      }
      return sql.append(behind).toString();
    }
  }

  private StatementBatch() {}

  /** One statement. */
  public interface Item {
    /** Its text. */
    String sql();

    /**
     * Sets its parameters.
     *
     * @param from number of its first one
     * @return the number after its last one
     */
    int bind(PreparedStatement statement, int from) throws SQLException;

    /**
     * Looks at what the server answered.
     *
     * @param statement whose current result is this one's
     */
    void answered(PreparedStatement statement) throws SQLException;
  }

  /**
   * One that fails by itself where what it did must not be committed. {@link #answered} tells
   * nothing against it.
   */
  public interface Refusing extends Item {}

  /** One that writes nothing, and is only of use to what follows it in the same transaction. */
  public interface Setting extends Refusing {}

  /** Runs the statements in their order, in the transaction that the connection is in. */
  public static void run(Connection connection, List<? extends Item> items) throws SQLException {
    for (int from = 0; from < items.size(); from += MOST) {
      send(connection, items.subList(from, Math.min(items.size(), from + MOST)), Share.INSIDE);
    }
  }

  /**
   * The same, and commits. The commit is part of the message or its end, and so is the beginning,
   * unless the transaction has begun. Nobody looks at an answer before it: so the statements
   * themselves have to refuse what must not be.
   *
   * @param items few: each choice of them is a text of its own for the driver to keep
   */
  public static void runAndCommit(Connection connection, List<? extends Refusing> items)
      throws SQLException {
    if (isIdle(connection)) {
      sendWhole(connection, items);
    } else {
      send(connection, items, Share.END);
    }
  }

  private static boolean isIdle(Connection connection) throws SQLException {
    return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
  }

  /**
   * The driver's own BEGIN is a message by itself: the server answers it at once, and wakes whoever
   * waits for the rest. In autocommit the driver sends none, and the text begins and ends the
   * transaction. Where a statement fails, it is left open for a rollback as any other.
   *
   * <p>One statement that writes is a transaction by itself, and needs neither: where it fails,
   * nothing is left open. What is set before it is set for it, as the driver asks for one answer to
   * all; were it to ask for more, only what is set would be lost.
   */
  private static void sendWhole(Connection connection, List<? extends Item> items)
      throws SQLException {
    connection.setAutoCommit(true);
    try (Restored restored = () -> connection.setAutoCommit(false)) {
      send(connection, items, isOneThatWrites(items) ? Share.ALONE : Share.WHOLE);
    }
  }

  private static boolean isOneThatWrites(List<? extends Item> items) {
    int writing = 0;
    for (Item item : items) {
      writing += item instanceof Setting ? 0 : 1;
    }
    return writing == 1;
  }

  private interface Restored extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }

  private static void send(Connection connection, List<? extends Item> items, Share share)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(share.around(items))) {
      int next = 1;
      for (Item item : items) {
        next = item.bind(statement, next);
      }
      statement.execute();
      if (share.begins()) {
        statement.getMoreResults();
      }
      for (Item item : items) {
        item.answered(statement);
        statement.getMoreResults();
      }
    }
  }
}
