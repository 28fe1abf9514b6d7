package dev.baton.it.program;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A signal to one process, told by its id. */
public enum Signal {
  /** Gone at once, without a word. */
  KILL,
  /** Interrupted, as by Ctrl-C. */
  INT,
  /** Asked to end. */
  TERM,
  /** To a PostgreSQL postmaster: immediate shutdown, as after a power cut. */
  QUIT,
  /** Frozen until {@link #CONT}. */
  STOP,
  /** Goes on after {@link #STOP}. */
  CONT;

  /** Sends it; nothing happens when the process is gone already. */
  public void send(long pid) {
    try {
      new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending " + this, e);
    }
  }
}
