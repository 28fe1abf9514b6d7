package dev.baton.connectors.spi;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a stream asks of the site it writes. Pools connections; every call may throw {@link
 * BatonException}. Any thread.
 */
public interface TargetSite extends AutoCloseable {

  /**
   * A connection outside the pool, in autocommit, for ownership and reports; the caller closes it.
   */
  Connection openControl(String purpose);

  /**
   * A connection for a lane: manual commit, commits that do not wait for the disk, replica role,
   * and marked so that the reverse stream knows its transactions for replicated work.
   *
   * @param originSlot which of the two sets of marks: two engines that share a stream for a while
   *     use one each
   * @param lane counted from 0
   */
  Connection openLane(char originSlot, int lane);

  /** Gives a lane's connection back; what it was not told to commit is rolled back. */
  void closeLane(Connection lane);

  /** Whether any session waits for a lock that this lane holds. */
  boolean isWaitedFor(Connection lane) throws SQLException;

  /** Ends the statement that a lane's session is running, if any. Any thread. */
  void cancel(Connection lane);

  /** Whether the session that opened this connection got the lock; it holds it until it ends. */
  boolean tryLock(Connection control, String lock);

  /**
   * Whether no session holds the lock. In a transaction nobody else gets it before that has ended.
   */
  boolean isFree(Connection control, String lock);

  /** Names the session behind a control connection, for {@link #endSession}. */
  String session(Connection control);

  /**
   * Ends a session of a control connection that this process lost, where the server has not noticed
   * the loss; does nothing when it is gone. Never meets another session: the name tells when it
   * began.
   */
  void endSession(Connection control, String session);

  /**
   * Ends what ended or fenced engines left behind in lanes of this stream: such a session may hold
   * the next number of the applied log and row locks. Waits until they are gone.
   */
  void endLeftLanes(Connection control);

  /** The same, but for the lanes that this process has open. */
  void endOtherLanes(Connection control);

  /**
   * Ends the session of another that holds the lock, and waits until it is gone; does nothing when
   * nobody holds it. A stopped process would hold it for ever, and what its transactions lock.
   */
  void endHolder(Connection control, String lock);

  /** Names an error of this site. */
  BatonException translate(SQLException error);

  /** Whether a change was refused because a value that must be unique is taken. */
  boolean isDuplicate(SQLException error);

  /** Open connections, and how many there may be. */
  int connections();

  /** How many pooled connections there may be. */
  int maxConnections();

  @Override
  void close();
}
