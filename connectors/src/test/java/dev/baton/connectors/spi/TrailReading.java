package dev.baton.connectors.spi;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A reader of an empty trail with two tables, and what it handed on. One for each test of a
 * contract.
 */
public abstract class TrailReading {
  static final long LARGE = 1 << 20;
  static final Duration SOON = Duration.ofSeconds(20);

  TrailUnderTest trail;
  AuditTrailReader reader;
  final Recorder recorder = new Recorder();

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

  void read(SourcePosition from, long partBytes) {
    reader = trail.reader(partBytes);
    reader.start(from, recorder);
  }

  void read() {
    read(trail.confirmed(), LARGE);
  }

  Connection begin() throws SQLException {
    Connection connection = trail.connect();
    connection.setAutoCommit(false);
    return connection;
  }

  void insertEach(int from, int to) {
    for (int id = from; id <= to; id++) {
      trail.execute("insert into item values (" + id + ", 'n" + id + "')");
    }
  }

  static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("insert into item values (" + id + ", 'n" + id + "')");
    }
  }

  /** The first column of each change in order, marked where it is no insert. */
  public static String ids(TransactionPart part) {
    return String.join(
        " ",
        part.changes().stream()
            .map(
                change ->
                    switch (change) {
                      case RowChange.Insert insert -> insert.after().text(0);
                      case RowChange.Update update -> "u" + update.after().text(0);
                      case RowChange.Delete delete -> "d" + delete.before().text(0);
                      case RowChange.Truncate truncate -> "t";
                    })
            .toList());
  }
}
