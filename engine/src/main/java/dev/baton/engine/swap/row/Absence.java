package dev.baton.engine.swap.row;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Tells an engine that is gone from one that lost its sessions, as when a site was restarted: that
 * one is back within a second or so, and makes its slot again if it was removed meanwhile. Fed by
 * looks; one thread.
 */
public final class Absence {
  /** One that no look has found for so long is gone. */
  private static final Duration GONE_AFTER = Duration.ofSeconds(3);

  private final InstantSource clock;
  private long sinceMillis;
  private long lookedAtMillis;

  /** Nothing has been looked for yet. */
  public Absence(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Takes what a look has found.
   *
   * @return whether the engine has been absent in every look for three seconds, with no gap as long
   *     between two of them
   */
  public boolean isLong(boolean present) {
    long now = clock.millis();
    boolean gap = now - lookedAtMillis >= GONE_AFTER.toMillis();
    lookedAtMillis = now;
    if (present || gap) {
      sinceMillis = now;
    }
    return now - sinceMillis >= GONE_AFTER.toMillis();
  }
}
