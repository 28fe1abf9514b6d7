package dev.baton.connectors.assembly;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Puts the changes of a trail together into source transactions and hands them on: whole, or in
 * parts where one is large; then the messages it held. What does not fit together is refused, never
 * guessed at.
 *
 * <p>A large transaction that is known to have committed can be handed on early, before its end was
 * read. What commits between its pieces becomes a part of it then: the rows that both touch, the
 * source's own locks have put in order, and the end tells a commit boundary for all of it.
 *
 * <p>Owned by the reader's one thread. Memory: at most {@code partBytes} of one transaction, plus
 * one change.
 */
public final class TransactionBuilder {
  private static final long BYTES_PER_TRANSACTION = 96;

  private final SourcePosition from;
  private final long partBytes;
  private final String messagePrefix;
  private final HandOn handOn;

  private boolean open;
  private long transactionId;
  private long commitMicros;
  private boolean first;
  private String origin = "";

  /** The transaction that is handed on early, while there is one. */
  private OptionalLong early = OptionalLong.empty();

  /** Whether it, or else the open transaction, has changes; and how many that ended had some. */
  private boolean earlyChanges;

  private boolean openChanges;
  private int transactions;
  private List<RowChange> changes = new ArrayList<>();
  private long bytes;
  private final List<PendingMessage> messages = new ArrayList<>();

  private record PendingMessage(String prefix, byte[] content) {}

  /** Where events go; blocks while there is no room. */
  public interface HandOn {
    /** Takes the next event. */
    void take(TrailEvent event) throws InterruptedException;
  }

  /**
   * @param from transactions that end at or before it are left out
   * @param partBytes how much of one transaction is held before it is handed on in parts
   * @param messagePrefix messages whose prefix begins otherwise are left out
   */
  public TransactionBuilder(
      SourcePosition from, long partBytes, String messagePrefix, HandOn handOn) {
    this.from = from;
    this.partBytes = partBytes;
    this.messagePrefix = messagePrefix;
    this.handOn = handOn;
  }

  /** Whether a transaction has begun that has not ended. */
  public boolean isOpen() {
    return open;
  }

  /** Whether a transaction is handed on early, and has not ended. */
  public boolean isEarly() {
    return early.isPresent();
  }

  /** Whether that one is. */
  public boolean isEarly(long id) {
    return early.isPresent() && early.getAsLong() == id;
  }

  /**
   * A transaction begins that is known to have committed; its end comes after that of others.
   *
   * @param untilMicros when it had committed, microseconds since 1970; its end tells better
   */
  public void beginEarly(long id, long untilMicros) {
    begin(id, untilMicros);
    early = OptionalLong.of(id);
    open = false;
  }

  /**
   * A transaction begins.
   *
   * @param id as {@link TransactionPart#transactionId}
   * @param committedMicros as {@link TransactionPart#commitMicros}
   */
  public void begin(long id, long committedMicros) {
    expect(!open, "a transaction began inside another");
    open = true;
    if (early.isPresent()) {
      return;
    }
    expect(changes.isEmpty(), "a transaction began before another was handed on");
    first = true;
    transactions = 0;
    transactionId = id;
    commitMicros = committedMicros;
    origin = "";
    bytes = BYTES_PER_TRANSACTION;
  }

  /**
   * The open transaction's session had a replication origin; told before any of its changes.
   *
   * @param name as {@link TransactionPart#origin}
   */
  public void origin(String name) {
    expect(open && changes.isEmpty(), "an origin was told behind a change");
    origin = name;
  }

  /** A change of the open transaction; one that is a token becomes a message. */
  public void add(RowChange change) throws InterruptedException {
    expect(open || early.isPresent(), "a row change stood outside a transaction");
    if (change instanceof RowChange.Insert insert && TokenRow.is(insert.table())) {
      hold(TrailEvent.Message.TOKEN, TokenRow.content(insert.table(), insert.after()));
      return;
    }
    if (open) {
      openChanges = true;
    } else {
      earlyChanges = true;
    }
    changes.add(change);
    bytes += change.bytes();
    if (bytes >= partBytes) {
      handOnPart(false, SourcePosition.NONE);
    }
  }

  /** A transactional message of the open transaction. */
  public void message(String prefix, byte[] content) {
    expect(open || early.isPresent(), "a transactional message stood outside a transaction");
    if (prefix.startsWith(messagePrefix)) {
      hold(prefix, content);
    }
  }

  /** A token stands for a commit boundary, and inside of what is handed on early there is none. */
  private void hold(String prefix, byte[] content) {
    if (early.isPresent() && prefix.equals(TrailEvent.Message.TOKEN)) {
      throw new EarlyGivenUp("a token came before the end of transaction " + transactionId);
    }
    messages.add(new PendingMessage(prefix, content));
  }

  /**
   * The transaction that is handed on early ends there.
   *
   * @param committedMicros when it was committed
   */
  public void endEarly(long committedMicros, SourcePosition position) throws InterruptedException {
    expect(!open && early.isPresent(), "a transaction ended that was not handed on early");
    early = OptionalLong.empty();
    commitMicros = committedMicros;
    open = true;
    openChanges = earlyChanges;
    earlyChanges = false;
    end(position);
  }

  /** The open transaction ends there. */
  public void end(SourcePosition position) throws InterruptedException {
    expect(open, "a transaction ended that never began");
    open = false;
    transactions += openChanges ? 1 : 0;
    openChanges = false;
    if (early.isPresent()) {
      return;
    }
    if (position.isAfter(from)) {
      if (!changes.isEmpty() || !first) {
        handOnPart(true, position);
      } else if (messages.isEmpty()) {
        handOn.take(part(List.of(), true, position));
      }
      for (PendingMessage message : messages) {
        handOn.take(
            new TrailEvent.Message(
                message.prefix(), message.content(), transactionId, commitMicros, position));
      }
    } else {
      expect(first, "a large transaction was handed on although the target has it");
    }
    messages.clear();
    changes = new ArrayList<>();
  }

  /** What to throw where the trail does not fit together. */
  public BatonException failure(String what) {
    return new BatonException(
        ErrorCode.READ_FAILED,
        what + " (transaction " + transactionId + "); nothing of it was acknowledged");
  }

  private void handOnPart(boolean last, SourcePosition position) throws InterruptedException {
    List<RowChange> full = changes;
    changes = new ArrayList<>();
    handOn.take(part(full, last, position));
    first = false;
    bytes = BYTES_PER_TRANSACTION;
  }

  private TransactionPart part(List<RowChange> held, boolean last, SourcePosition position) {
    return new TransactionPart(
        transactionId, commitMicros, held, first, last, position, bytes, transactions, origin);
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw failure(otherwise);
    }
  }
}
