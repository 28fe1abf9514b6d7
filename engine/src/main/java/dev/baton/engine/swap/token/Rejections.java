package dev.baton.engine.swap.token;

import dev.baton.config.StreamName;
import dev.baton.protocol.token.Rejection;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the tokens of one stream's trail that were not believed, by kind, since the process
 * started. A warning tells of each kind, at most once a minute: whoever may write to the source can
 * write any number. Any thread.
 */
public final class Rejections {
  private static final Logger log = LoggerFactory.getLogger(Rejections.class);
  private static final long WARN_EVERY_MILLIS = 60_000;

  private final StreamName stream;
  private final InstantSource clock;
  private final Map<Rejection, Long> counts = new EnumMap<>(Rejection.class);
  private final Map<Rejection, Long> warnedMillis = new EnumMap<>(Rejection.class);

  public Rejections(StreamName stream, InstantSource clock) {
    this.stream = stream;
    this.clock = clock;
  }

  synchronized void add(Rejection why) {
    long count = counts.merge(why, 1L, Long::sum);
    long now = clock.millis();
    Long warned = warnedMillis.get(why);
    if (warned == null || now - warned >= WARN_EVERY_MILLIS) {
      warnedMillis.put(why, now);
      log.warn(
          "{}: a token in the trail was rejected: {} ({} so far). It changed nothing; see who writes messages that begin with baton. at site {}",
          stream,
          why,
          count,
          stream.source());
    }
  }

  /** How many there were of each kind; a copy. */
  public synchronized Map<Rejection, Long> counts() {
    return Map.copyOf(counts);
  }

  /** How many there were. */
  public synchronized long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
