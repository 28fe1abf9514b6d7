package dev.baton.connectors.spi;

import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What the contract suite needs of a database whose trail a reader reads. */
public interface TrailUnderTest extends AutoCloseable {

  /** A connection of an application. */
  Connection connect() throws SQLException;

  /** Runs statements as an application, each in its own transaction. */
  void execute(String... statements);

  /** A reader that hands on parts of about that many bytes. */
  AuditTrailReader reader(long partBytes);

  /** Lets the trail serve from there on, as a stream does before it reads. */
  void ready(SourcePosition from);

  /** What the trail was last told is durable at the target. */
  SourcePosition confirmed();

  /** The transactions since the trail was opened, in commit order, as the server itself tells. */
  List<Committed> committed();

  /** Writes a message that belongs to the connection's transaction. */
  void message(Connection connection, String prefix, String content) throws SQLException;

  /** Writes a message that stands in the trail whether the transaction commits or not. */
  void looseMessage(Connection connection, String prefix, String content) throws SQLException;

  /** How many bytes of the trail the server has not yet sent to the reader. */
  long unsentBytes();

  /** Lets the server give up a reader that says nothing for so long; one that is yet to start. */
  void impatientFor(Duration silence);

  /** Cuts the reader off and takes away what it reads from. */
  void destroy();

  @Override
  void close();

  /** A committed transaction by the server's own account. */
  record Committed(long transactionId, SourcePosition end, long commitMicros) {}
}
