package dev.baton.engine.workflow;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Moves the record of a workflow, whichever: locks it, lets its rules judge an event by facts read
 * under the lock, and writes what they accept, all in one transaction. What is refused changes
 * nothing. The effects of a transition come after its commit: durable before visible. Stateless;
 * any thread.
 *
 * @param <R> the record
 * @param <E> events
 * @param <D> what the rules say to one
 */
public final class Mover<R, E, D> {
  private final Journal<R, D> journal;
  private final Rules<R, E, D> rules;

  /** Where a record lies. */
  public interface Journal<R, D> {

    /** Reads the record and locks it until the transaction ends. */
    R lock(Connection transaction) throws SQLException;

    /** Writes what the rules accepted of the locked record. */
    void write(Connection transaction, R locked, D accepted) throws SQLException;
  }

  /** What may become of a record. Pure: neither time nor place but what the event says. */
  public interface Rules<R, E, D> {

    /** Never throws: what is out of place is refused in words that tell the record's history. */
    D judge(R locked, E event);

    /** Whether the record changes. */
    boolean isAccepted(D decision);
  }

  /** Makes the event from what is read in the transaction that holds the lock. */
  public interface Facts<R, E> {
    E read(Connection transaction, R locked) throws SQLException;
  }

  /** A mover of the journal's records by the rules. */
  public Mover(Journal<R, D> journal, Rules<R, E, D> rules) {
    this.journal = journal;
    this.rules = rules;
  }

  /**
   * Moves the record in a transaction of its own, committed synchronously where it changed.
   *
   * @param control in autocommit
   */
  public D move(Connection control, Facts<R, E> facts) throws SQLException {
    control.setAutoCommit(false);
    try {
      try (Statement statement = control.createStatement()) {
        statement.execute("set local synchronous_commit = on; set local lock_timeout = '5s'");
      }
      D decision = within(control, facts);
      if (rules.isAccepted(decision)) {
        control.commit();
      } else {
        control.rollback();
      }
      return decision;
    } catch (SQLException | RuntimeException e) {
      control.rollback();
      throw e;
    } finally {
      control.setAutoCommit(true);
    }
  }

  /** Moves the record in the caller's transaction, which is to commit only what was accepted. */
  public D within(Connection transaction, Facts<R, E> facts) throws SQLException {
    R locked = journal.lock(transaction);
    D decision = rules.judge(locked, facts.read(transaction, locked));
    if (rules.isAccepted(decision)) {
      journal.write(transaction, locked, decision);
    }
    return decision;
  }
}
