package dev.baton.it.swap.kill;

/** Keeps a swap where it is, for as long as it is open. */
interface Hold extends AutoCloseable {

  /**
   * Waits until the swap is held.
   *
   * @param look fails when that cannot come any more
   */
  void awaitHeld(Runnable look);

  /** Ends the sessions that are held where they are in the way of everybody. */
  void endHeld();

  /** Lets it go on. Also after the server was stopped and started. */
  @Override
  void close();
}
