package dev.baton.protocol.handover;

import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.trail.SourcePosition;

/**
 * What an accepted event calls for. {@link GiveStream} belongs into the transaction that writes the
 * row; all others come after its commit, may be repeated, and are found again after a crash by
 * {@link HandoverProtocol#due}.
 */
public sealed interface Effect {

  /**
   * In the same transaction, synchronously committed: the next row of the applied log, taken, and
   * the ownership row, both for this engine and generation at this position.
   */
  record GiveStream(String engine, long generation, SourcePosition position) implements Effect {}

  /** N registers and opens its read position: a copy of C's, or a fresh one. */
  record OpenReadPosition(String engine, CutForm cutForm) implements Effect {}

  /** N reads and discards until it is level. */
  record ReadAndDiscard(String engine) implements Effect {}

  /** N compares digests with C's. */
  record CompareDigests(String engine) implements Effect {}

  /**
   * N issues a token: into the source's trail when physical, else into the row and by a
   * notification.
   */
  record IssueToken(Purpose purpose, long sequence, long generation, boolean physical)
      implements Effect {}

  /** N asks the source's database whether the wait-set is over. */
  record WatchWaitSet() implements Effect {}

  /** The engine applies all that commits after the position, at once. */
  record ApplyAfter(String engine, SourcePosition position) implements Effect {}

  /** C follows, to be able to take the stream back until then. */
  record KeepWayBack(String engine, long windowEndsMillis) implements Effect {}

  /** C removes its read position, marks and registration, and ends. */
  record Retire(String engine) implements Effect {}

  /** N's read position and registration go, and N ends; by N, or for it. */
  record CleanUp(String engine) implements Effect {}

  /** The hand-off report is due. */
  record Report() implements Effect {}
}
