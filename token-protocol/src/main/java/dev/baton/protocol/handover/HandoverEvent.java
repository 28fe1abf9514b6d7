package dev.baton.protocol.handover;

import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;

/**
 * What can happen to the handover of a stream. Each event carries the facts it is judged by, read
 * in the transaction that locks the row, and the time by the clock of who brings it, in
 * milliseconds since 1970.
 *
 * <p>"Present" is told by the advisory lock an engine's process holds at the stream's target, tried
 * in that transaction. N changes the row only in the session that holds its lock, so that a process
 * whose session is gone cannot speak for N.
 */
public sealed interface HandoverEvent {

  /** Its kind, for the table and the history. */
  EventKind kind();

  /** When it happened, by the clock of who brings it. */
  long atMillis();

  /**
   * N is registered and has its own read position.
   *
   * @param readPosition all that commits after it N can read
   * @param currentPosition C's progress, read from the applied log after N's position was opened
   */
  record Prepared(long atMillis, SourcePosition readPosition, SourcePosition currentPosition)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.PREPARED;
    }
  }

  /** N has read up to C's progress. */
  record Level(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.LEVEL;
    }
  }

  /** The digests agreed for as long as was asked. */
  record Agreed(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.AGREED;
    }
  }

  /**
   * They did not. {@code what} names the first transaction that differs. As every abort, on the
   * first stream's row first.
   */
  record Differed(long atMillis, String what, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.DIFFERED;
    }
  }

  /**
   * N met its HANDOVER token in the trail.
   *
   * @param handover the token's handover
   * @param sequence the token's number
   * @param tokenPosition the token's place, up to which C is needed; {@link SourcePosition#NONE}
   *     where N reads from C's position and sees whole what ended before the token, too
   * @param waitSet made of the token's list
   */
  record TokenKnown(
      long atMillis, long handover, long sequence, SourcePosition tokenPosition, WaitSet waitSet)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.TOKEN_KNOWN;
    }
  }

  /**
   * The source's database shows none of the wait-set as active any more.
   *
   * @param position the end of the source's trail, read after that
   */
  record Drained(long atMillis, SourcePosition position) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.DRAINED;
    }
  }

  /** The deadline passed and N ended the blockers. Puts the deadline off, once. */
  record BlockersEnded(long atMillis, long deadlineMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.BLOCKERS_ENDED;
    }
  }

  /** N asks for the cut. {@code level}: N has still read up to C's progress. */
  record CutAsked(long atMillis, boolean level, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.CUT_ASKED;
    }
  }

  /**
   * C's closing transaction, its last: all it was given is committed.
   *
   * @param handover the handover whose cut C saw, in the row or in a token
   * @param engine who closes
   * @param streamGeneration the stream's generation by its ownership row, locked
   * @param position C's last position, or the CUT token's
   * @param sequence number of the CUT token that C met in the trail; 0 at a boundary
   * @param newPresent whether N holds its lock
   */
  record HandedOver(
      long atMillis,
      long handover,
      String engine,
      long streamGeneration,
      SourcePosition position,
      long sequence,
      boolean newPresent)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.HANDED_OVER;
    }
  }

  /**
   * N takes the stream without asking. C's sessions at the target were ended before, and waited
   * for.
   *
   * @param engine who takes it
   * @param streamGeneration the stream's generation by its ownership row, locked
   * @param position progress, by the last row of the applied log
   * @param currentPresent whether C holds its lock
   */
  record TakenByForce(
      long atMillis,
      String engine,
      long streamGeneration,
      SourcePosition position,
      boolean currentPresent,
      LinkRows link)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.TAKEN_BY_FORCE;
    }
  }

  /** A process of N took N's lock: a restart, or a session that was lost and is open again. */
  record NewRestarted(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.NEW_RESTARTED;
    }
  }

  /** The swap is undone. {@code reason} says by whom and why. */
  record Aborted(long atMillis, String reason, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.ABORTED;
    }
  }

  /** N has committed under its generation, durably; an empty apply transaction will do. */
  record FirstCommit(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.FIRST_COMMIT;
    }
  }

  /** The operator wants C back. */
  record ReturnAsked(long atMillis, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.RETURN_ASKED;
    }
  }

  /** The operator stays with N after all: C does not come to take the stream. */
  record ReturnWithdrawn(long atMillis, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.RETURN_WITHDRAWN;
    }
  }

  /**
   * N's closing transaction, the mirror of C's.
   *
   * @param engine who closes
   * @param streamGeneration the stream's generation by its ownership row, locked
   * @param position N's last position
   * @param formerPresent whether C holds its lock
   */
  record HandedBack(
      long atMillis,
      String engine,
      long streamGeneration,
      SourcePosition position,
      boolean formerPresent,
      LinkRows link)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.HANDED_BACK;
    }
  }

  /**
   * N owns the stream and is gone; C takes it back, or an engine that stands by. N's sessions at
   * the target were ended before, and waited for.
   *
   * @param engine who takes it
   * @param streamGeneration the stream's generation by its ownership row, locked
   * @param position progress, by the last row of the applied log
   * @param newPresent whether N holds its lock
   */
  record TakenBack(
      long atMillis,
      String engine,
      long streamGeneration,
      SourcePosition position,
      boolean newPresent,
      LinkRows link)
      implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.TAKEN_BACK;
    }
  }

  /** The way back closes. */
  record WindowOver(long atMillis, LinkRows link) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.WINDOW_OVER;
    }
  }

  /** C's read position, marks and registration are removed. */
  record Retired(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.RETIRED;
    }
  }

  /** After an abort: N's read position and registration are removed. */
  record Cleaned(long atMillis) implements HandoverEvent {
    @Override
    public EventKind kind() {
      return EventKind.CLEANED;
    }
  }
}
