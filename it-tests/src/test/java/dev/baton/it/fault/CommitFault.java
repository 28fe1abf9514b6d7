package dev.baton.it.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What happens to the next COMMIT of a connection that applies changes. */
public sealed interface CommitFault {

  /** Nothing: commits pass. */
  record None() implements CommitFault {}

  /**
   * The server gets the COMMIT at once and the client never its answer. The server's session lives
   * on.
   *
   * @param sessionLives how long after that the server's session stays open
   */
  record AnswerLost(Duration sessionLives) implements CommitFault {}

  /**
   * The client is cut off at once; the server gets the COMMIT later, so that a retry meets a
   * transaction that is still open and then commits.
   *
   * @param delay how much later
   */
  record ArrivesLate(Duration delay) implements CommitFault {}

  /**
   * The COMMIT is under way until it is let go: all of its transaction's statements have been
   * executed, and what they lock stays locked. Both ends stay open.
   *
   * @param until it goes on
   */
  record HeldBack(CountDownLatch until) implements CommitFault {}
}
