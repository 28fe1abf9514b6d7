package dev.baton.engine.apply.lane;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.postgresql.LockWait;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.FormRefused;
import dev.baton.engine.apply.sql.NetMismatch;
import dev.baton.engine.apply.sql.Place;
import dev.baton.engine.apply.sql.TargetTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that applies groups, each as one transaction that opens with its row of the
 * applied log. Owned by one thread at a time.
 *
 * <p>Invariant: either a group's row and all its changes are committed, or nothing of it. A group
 * goes again only when that is known: after a rollback, or after its row was looked for. Where it
 * is not known (a lost connection) the lane gives up, and the stream starts again from the applied
 * log.
 */
public final class Lane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final int MOST_TRIES = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  /** Another's commit is a matter of milliseconds, unless a lock is in its way. */
  private static final long LOOK_FOR_LOCKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final TargetSite target;
  private final Connection connection;
  private final CommitLog commitLog;
  private final TargetTables tables;
  private long retries;
  private long waits;
  private long givenWay;
  private long waitedNanos;

  /** Whether what is written now may be given back for nothing. */
  private volatile boolean ahead;

  private volatile boolean ended;

  /**
   * Opens the lane's connection.
   *
   * @param originSlot which set of origins marks its transactions
   */
  public Lane(
      String name,
      TargetSite target,
      char originSlot,
      int number,
      CommitLog commitLog,
      TargetTables tables) {
    this.name = name;
    this.target = target;
    this.commitLog = commitLog;
    this.tables = tables;
    this.connection = target.openLane(originSlot, number);
  }

  /** The connection in whose transaction a streamed transaction is written. */
  Connection connection() {
    return connection;
  }

  TargetTables tables() {
    return tables;
  }

  CommitLog commitLog() {
    return commitLog;
  }

  /** How often a group had to go again, all reasons together. */
  public long retries() {
    return retries;
  }

  /** How often a group waited for an earlier one that it must not be applied beside. */
  public long waits() {
    return waits;
  }

  /**
   * How often a group that waited for its turn was rolled back because somebody waited for its
   * locks, and went again in its turn.
   */
  public long givenWay() {
    return givenWay;
  }

  /** How long groups waited for others, nanoseconds. */
  public long waitedNanos() {
    return waitedNanos;
  }

  /**
   * Applies a group, and commits it when everything before it is committed. Its changes are written
   * before that where no hazard stands in the way; whatever goes wrong then, all of it goes again
   * once the group is next. So an error that ends the stream is always that of the first group in
   * the source's order.
   *
   * <p>A lane that waits for its turn holds locks. Should one that is to commit before it need
   * them, perhaps through an application's session, nobody but this process could know: the
   * database sees a session that is idle. So a lane that waits for long looks whether anybody waits
   * for it, and gives way then: no circle can close without one who does, and no application waits
   * longer than for one lane.
   *
   * @throws BatonException as {@link #apply(long, Group)}
   */
  public void apply(Numbered work, CommitOrder order) throws InterruptedException {
    if (!order.isCommitted(work.after())) {
      waits++;
      await(order, work.after());
    }
    if (!order.isCommitted(work.seq() - 1)) {
      if (isAppliedAhead(work, order)) {
        return;
      }
      await(order, work.seq() - 1);
    }
    apply(work.seq(), work.group());
  }

  private void await(CommitOrder order, long seq) throws InterruptedException {
    long began = System.nanoTime();
    order.await(seq);
    waitedNanos += System.nanoTime() - began;
  }

  /** Waits until a group is next, for as long as nobody waits for what it holds. */
  private boolean isNext(CommitOrder order, long seq) throws InterruptedException, SQLException {
    long began = System.nanoTime();
    try {
      while (!order.await(seq - 1, LOOK_FOR_LOCKS_NANOS)) {
        if (target.isWaitedFor(connection)) {
          givenWay++;
          return false;
        }
      }
      return true;
    } finally {
      waitedNanos += System.nanoTime() - began;
    }
  }

  private boolean isAppliedAhead(Numbered work, CommitOrder order) throws InterruptedException {
    ChangeWriter writer = Way.SETS.writer(connection, tables);
    boolean committed = false;
    ahead = true;
    try {
      writer.first(commitLog.row(work.seq(), work.group()));
      for (TransactionPart part : work.group().parts()) {
        write(writer, part);
      }
      writer.flush();
      if (isNext(order, work.seq())) {
        ahead = false;
        connection.commit();
        committed = true;
      }
    } catch (CommitOrder.StoppedException e) {
      throw e;
    } catch (SQLException e) {
      // The server's words may quote values.
      retries++;
      log.debug("{}: group {} goes again in its turn: {}", name, work.seq(), e.getSQLState());
    } catch (RuntimeException e) {
      retries++;
      log.debug("{}: group {} goes again in its turn", name, work.seq(), e);
    } finally {
      ahead = false;
      if (!committed) {
        rollback();
      }
    }
    return committed;
  }

  /**
   * Applies a group as number {@code seq} of the applied log. When it returns, the group is
   * committed at the target; what is durable there, the commit log knows.
   *
   * @throws BatonException FENCED, CONFLICT, APPLY_REFUSED, or an error after which the stream
   *     starts again
   */
  public void apply(long seq, Group group) {
    apply(seq, group, true);
  }

  /**
   * The same, unless a lock is in the way that is not free soon.
   *
   * @param work whose turn it is
   * @return whether it is committed; nothing of it is applied else
   */
  public boolean applySoon(Numbered work) {
    return apply(work.seq(), work.group(), false);
  }

  private boolean apply(long seq, Group group, boolean waits) {
    Way way = Way.SETS;
    for (int tries = 1; ; tries++) {
      ChangeWriter writer = way.writer(connection, tables);
      try {
        if (!waits) {
          writer.first(new LockWait.Short());
        }
        writer.first(commitLog.row(seq, group));
        for (TransactionPart part : group.parts()) {
          write(writer, part);
        }
        writer.commit();
        return true;
      } catch (FormRefused refused) {
        rollback();
        log.debug("{}: group {} goes again in sets: {}", name, seq, refused.getMessage());
      } catch (NetMismatch mismatch) {
        rollback();
        log.debug("{}: group {} goes again in steps: {}", name, seq, mismatch.getMessage());
        way = Way.STEPS;
      } catch (SQLException e) {
        rollback();
        if (commitLog.isTaken(e)) {
          meets(seq, group);
          return true;
        }
        if (!waits && LockWait.isOver(e)) {
          retries++;
          return false;
        }
        way = wayOn(way, named(e, writer, group.position().toString()), tries);
      } catch (RuntimeException e) {
        rollback();
        throw e;
      }
      retries++;
    }
  }

  /** What is written beside the data, in a transaction of its own. */
  public interface Closing {
    /** Writes; answers whether to commit. */
    boolean write(Connection lane) throws SQLException;
  }

  /**
   * Runs a transaction that writes no data of the source's.
   *
   * @return whether it was committed; durable at the target then
   * @throws BatonException TRANSIENT when the applied log's next number is taken; whose the stream
   *     is now is found when it is taken again. Also when it is not known whether it was committed:
   *     its answer may be lost
   */
  public boolean close(Closing closing) {
    try {
      synchronously();
      if (closing.write(connection)) {
        connection.commit();
        commitLog.flushed();
        return true;
      }
      connection.rollback();
      return false;
    } catch (SQLException e) {
      rollback();
      throw commitLog.isTaken(e) ? overtaken() : target.translate(e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /** The transaction's commit waits until it is on disk, and all before it. */
  private void synchronously() throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("set local synchronous_commit = on");
    }
  }

  /** Whether everything that was committed is known to be durable at the target. */
  public boolean isSettled() {
    return commitLog.isSettled();
  }

  /** Asks the target what has become durable meanwhile. */
  public void look() {
    try {
      commitLog.look(connection);
      connection.commit();
    } catch (SQLException e) {
      rollback();
      throw target.translate(e);
    }
  }

  /** Makes everything durable that was committed. Where that fails it becomes so a little later. */
  public void flush() {
    try {
      commitLog.flush(connection);
    } catch (SQLException e) {
      rollback();
      log.debug("{}: the target did not flush its log", name, e);
    }
  }

  private BatonException overtaken() {
    return new BatonException(
        ErrorCode.TRANSIENT,
        name + ": the next number of the applied log is another's; progress is read again");
  }

  static void write(ChangeWriter writer, TransactionPart part) throws SQLException {
    Place place = new Place(part.transactionId(), part.position());
    for (RowChange change : part.changes()) {
      writer.write(change, place);
    }
  }

  private void meets(long seq, Group group) {
    try {
      commitLog.meets(connection, seq, group.position());
      connection.rollback();
      log.info("{}: group {} had been committed; its answer was lost", name, seq);
    } catch (SQLException e) {
      throw target.translate(e);
    }
  }

  /** How the group goes again after an error, at once or after a pause; throws what ends it. */
  private Way wayOn(Way way, BatonException error, int tries) {
    log.debug("{}: {}", name, error.getMessage());
    if (ended) {
      throw error;
    }
    if (error.code() == ErrorCode.TRANSIENT && tries < MOST_TRIES) {
      long pause = Math.min(LONGEST_PAUSE_MILLIS, 5L << Math.min(tries, 10));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      return way;
    }
    return way.after(error).orElseThrow(() -> error);
  }

  /** Names an error of a statement, see {@link StatementErrors}. */
  BatonException named(SQLException e, ChangeWriter writer, String position) {
    return StatementErrors.named(target, e, writer, position);
  }

  void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The error that led here says more; a connection that cannot roll back is of no more use.
      log.debug("{}: rollback failed", name, e);
    }
  }

  BatonException translate(SQLException e) {
    return target.translate(e);
  }

  /**
   * Ends what the lane's session writes before its turn, if it does; a group whose turn it is does
   * not go again. Any thread.
   */
  public void cancel() {
    ended = true;
    if (ahead) {
      target.cancel(connection);
    }
  }

  @Override
  public void close() {
    target.closeLane(connection);
  }
}
