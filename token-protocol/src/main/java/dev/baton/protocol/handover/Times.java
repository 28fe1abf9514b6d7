package dev.baton.protocol.handover;

/**
 * The times of a handover, by the clocks of whoever brought the events; milliseconds since 1970.
 * They decide when to be impatient and never who owns what: a clock that jumps costs time or an
 * abort.
 *
 * @param offeredMillis when it was offered
 * @param sinceMillis when it entered its step
 * @param deadlineMillis by when the first stream should be cut
 * @param blockersEnded whether blockers were ended at the deadline, and the deadline put off once
 * @param windowEndsMillis when the way back closes; 0 before the first commit
 */
public record Times(
    long offeredMillis,
    long sinceMillis,
    long deadlineMillis,
    boolean blockersEnded,
    long windowEndsMillis) {

  Times entering(long atMillis) {
    return new Times(offeredMillis, atMillis, deadlineMillis, blockersEnded, windowEndsMillis);
  }

  Times withDeadline(long newDeadlineMillis) {
    return new Times(offeredMillis, sinceMillis, newDeadlineMillis, true, windowEndsMillis);
  }

  Times withWindowUntil(long endMillis) {
    return new Times(offeredMillis, sinceMillis, deadlineMillis, blockersEnded, endMillis);
  }
}
