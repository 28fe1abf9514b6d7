package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.EarlyGivenUp;
import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/**
 * Follows the messages of logical replication, protocol version 2, from transaction to transaction,
 * as PostgreSQL's documentation lays them out ("Logical Replication Message Formats").
 *
 * <p>A transaction that the target has is skipped unread: its commit record begins before {@code
 * from}, which is the end of a commit record, and records do not overlap. One that the server sends
 * while it is open, in pieces, waits in {@link OpenTransactions} until its commit is read; or until
 * it is known to have committed, where it may be handed on early.
 *
 * <p>Owned by the reader's one thread.
 */
final class PgoutputMessages {
  /** Midnight of 2000-01-01 UTC, where PostgreSQL counts from, microseconds since 1970. */
  private static final long EPOCH_MICROS = 946_684_800_000_000L;

  private static final long UNSIGNED_32 = 0xFFFF_FFFFL;

  private final SourcePosition from;
  private final TransactionBuilder transaction;
  private final PgoutputChanges changes;
  private final OpenTransactions open;
  private final IntPredicate mayBeEarly;
  private final InstantSource clock;
  private final Lateness lateness;
  private SourcePosition reached;
  private boolean skipping;

  /** Whether what comes is a piece of the transaction that is handed on early. */
  private boolean inEarlyPiece;

  /**
   * @param from transactions that end at or before it are skipped
   * @param transaction what the messages are put together in
   * @param tables that the trail describes
   * @param open where messages wait whose transaction is open
   * @param mayBeEarly whether the open transaction of an id has committed, and may be handed on
   *     before its end is read
   * @param clock tells when it was asked
   * @param lateness told how long after its transaction's commit a message was sent, microseconds
   */
  PgoutputMessages(
      SourcePosition from,
      TransactionBuilder transaction,
      Relations tables,
      OpenTransactions open,
      IntPredicate mayBeEarly,
      InstantSource clock,
      LongConsumer lateness) {
    this.from = from;
    this.reached = from;
    this.transaction = transaction;
    this.changes = new PgoutputChanges(transaction, tables);
    this.open = open;
    this.mayBeEarly = mayBeEarly;
    this.clock = clock;
    this.lateness = new Lateness(lateness);
  }

  /**
   * Takes the next message; hands on what it completes.
   *
   * @param message one whole message, from its type on; the images keep its bytes, so nobody may
   *     write to them any more
   */
  void take(ByteBuffer message) throws InterruptedException {
    byte type = message.get(message.position());
    if (open.isStreaming() && type != 'E') {
      open.add(message);
      return;
    }
    message.get();
    switch (type) {
      case 'B' -> begin(message);
      case 'C' -> commit(message);
      case 'S' -> beginPiece(message);
      case 'E' -> endPiece();
      case 'A' -> abort(message);
      case 'c' -> commitOpen(message);
      default -> change(type, message);
    }
  }

  /** Up to where all that committed was taken. */
  SourcePosition reached() {
    return reached;
  }

  /** Whether all that began has ended. */
  boolean isBetweenTransactions() {
    return !transaction.isOpen() && !transaction.isEarly() && open.isEmpty();
  }

  private void change(byte type, ByteBuffer message) throws InterruptedException {
    lateness.next(message);
    if (inEarlyPiece && type != 'O') {
      // Which part of the transaction it is of: none is rolled back, or all of it is read again.
      message.getInt();
    }
    if (!skipping || type == 'R') {
      changes.take(type, message);
    }
  }

  private void begin(ByteBuffer message) {
    SourcePosition commitRecord = new SourcePosition(message.getLong());
    long committed = message.getLong();
    lateness.committed(message, committed);
    long commitMicros = EPOCH_MICROS + committed;
    skipping = from.isAfter(commitRecord);
    if (!skipping) {
      transaction.begin(message.getInt() & UNSIGNED_32, commitMicros);
    }
  }

  private void commit(ByteBuffer message) throws InterruptedException {
    if (!skipping) {
      // Flags, and where the commit record begins.
      message.position(message.position() + Byte.BYTES + Long.BYTES);
      reached = new SourcePosition(message.getLong());
      transaction.end(reached);
    }
    skipping = false;
  }

  private void beginPiece(ByteBuffer message) throws InterruptedException {
    int id = message.getInt();
    if (!transaction.isEarly() && mayBeEarly.test(id)) {
      transaction.beginEarly(id & UNSIGNED_32, TimeUnit.MILLISECONDS.toMicros(clock.millis()));
      open.commit(id, changes::take);
    }
    inEarlyPiece = isEarly(id);
    if (inEarlyPiece) {
      // It was committed a while ago: all that is read now is backlog.
      lateness.committedBefore(message, Bursts.BEHIND_MICROS);
    } else {
      open.start(id);
    }
  }

  private void endPiece() {
    if (open.isStreaming()) {
      open.stop();
    }
    inEarlyPiece = false;
  }

  /** Of a transaction that the server sent while it was open, or of a part of it. */
  private void abort(ByteBuffer message) {
    int id = message.getInt();
    int undone = message.getInt();
    if (isEarly(id)) {
      throw new EarlyGivenUp("a part of transaction " + (id & UNSIGNED_32) + " was rolled back");
    }
    if (undone == id) {
      open.forget(id);
    } else {
      open.undo(id, undone);
    }
  }

  private void commitOpen(ByteBuffer message) throws InterruptedException {
    int id = message.getInt();
    message.get(); // Flags.
    SourcePosition commitRecord = new SourcePosition(message.getLong());
    SourcePosition end = new SourcePosition(message.getLong());
    long commitMicros = EPOCH_MICROS + message.getLong();
    if (isEarly(id)) {
      reached = end;
      transaction.endEarly(commitMicros, end);
    } else if (from.isAfter(commitRecord)) {
      open.forget(id);
    } else {
      reached = end;
      transaction.begin(id & UNSIGNED_32, commitMicros);
      open.commit(id, changes::take);
      transaction.end(end);
    }
  }

  private boolean isEarly(int id) {
    return transaction.isEarly(id & UNSIGNED_32);
  }
}
