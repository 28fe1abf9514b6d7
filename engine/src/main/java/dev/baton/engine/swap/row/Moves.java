package dev.baton.engine.swap.row;

import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.engine.progress.Ownership;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Effect;
import dev.baton.protocol.handover.Effect.GiveStream;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverProtocol;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the row of a handover: locks it, lets the protocol judge an event by facts read under the
 * lock, and writes what is accepted. Where the stream changes hands, the applied log and the
 * ownership row change in the same transaction. Stateless; any thread.
 */
public final class Moves {
  private static final Logger log = LoggerFactory.getLogger(Moves.class);

  private Moves() {}

  /** Makes the event from what is read in the transaction that holds the row's lock. */
  public interface Facts {
    HandoverEvent read(Connection transaction, Handover locked) throws SQLException;
  }

  /**
   * Moves the row in a transaction of its own, committed synchronously where it was accepted.
   *
   * @param control in autocommit
   */
  public static Decision move(Connection control, StreamName stream, long id, Facts facts)
      throws SQLException {
    control.setAutoCommit(false);
    try {
      execute(control, "set local synchronous_commit = on");
      execute(control, "set local lock_timeout = '5s'");
      Decision decision = within(control, stream, id, facts);
      if (decision instanceof Decision.Accepted) {
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

  /** Moves the row in the caller's transaction, which is to commit only what was accepted. */
  public static Decision within(Connection transaction, StreamName stream, long id, Facts facts)
      throws SQLException {
    HandoverRow row =
        HandoverTable.lock(transaction, stream.toString(), id)
            .orElseThrow(
                () -> new IllegalStateException("handover " + id + " of " + stream + " is gone"));
    Decision decision =
        HandoverProtocol.next(row.handover(), facts.read(transaction, row.handover()));
    switch (decision) {
      case Decision.Accepted accepted -> write(transaction, stream, row, accepted);
      case Decision.Repeated repeated -> {}
      case Decision.Refused refused -> log.debug("{}", refused.message());
    }
    return decision;
  }

  private static void write(
      Connection transaction, StreamName stream, HandoverRow row, Decision.Accepted accepted)
      throws SQLException {
    // First of all: the reverse stream knows a transaction of ours by the row it begins with.
    for (Effect effect : accepted.effects()) {
      if (effect instanceof GiveStream give) {
        give(transaction, stream, row, give);
      }
    }
    HandoverTable.update(transaction, accepted.next());
    execute(transaction, "notify " + CHANNEL);
    log.info(
        "{}: handover {} is in {}", stream, row.handover().terms().id(), accepted.next().step());
  }

  private static void give(
      Connection transaction, StreamName stream, HandoverRow row, GiveStream give)
      throws SQLException {
    boolean toNew = give.engine().equals(row.handover().terms().to());
    Ownership.give(
        transaction,
        stream.toString(),
        give.engine(),
        give.generation(),
        give.position(),
        toNew ? row.toSlot() : LinkNames.slot(row.link(), give.engine(), stream.source()),
        toNew ? row.toOriginSlot() : row.toOriginSlot() == 'A' ? 'B' : 'A');
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static final String CHANNEL = "baton_handover";
}
