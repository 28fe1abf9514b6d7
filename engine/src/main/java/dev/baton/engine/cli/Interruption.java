package dev.baton.engine.cli;

import java.io.PrintWriter;

/** Says, when a command that follows a swap is interrupted, that the swap goes on without it. */
final class Interruption implements AutoCloseable {
  private final PrintWriter err;
  private volatile boolean over;

  /** From now on until closed. */
  Interruption(PrintWriter err) {
    this.err = err;
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("interruption").unstarted(this::tell));
  }

  private void tell() {
    if (!over) {
      err.println(
          "baton: interrupted; the swap goes on without this command. Look at it with 'baton status', follow it with 'baton swap --resume', undo it with 'baton swap --abort'");
      err.flush();
    }
  }

  @Override
  public void close() {
    over = true;
  }
}
