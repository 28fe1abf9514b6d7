package dev.baton.engine.stream.shadow;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Watches what a stream reads, while somebody wants it, and notes a digest of what each transaction
 * writes. While nobody does, it costs one volatile read for each event.
 *
 * <p>One thread at a time shows it events; others begin and end.
 */
public final class Shadow {
  private static final long MOST_BYTES = 4L << 20;

  private final String stream;
  private volatile Recording recording;

  /** For a stream, named in logs. */
  public Shadow(String stream) {
    this.stream = stream;
  }

  /**
   * Begins, unless it has begun.
   *
   * @param routes makes what finds target tables; asked when it begins
   */
  public synchronized Notes begin(Supplier<Function<SourceTable, Optional<TargetTable>>> routes) {
    if (recording == null) {
      recording = new Recording(stream, new Notes(MOST_BYTES), routes.get());
    }
    return recording.notes();
  }

  /** Ends, and forgets what was noted. */
  public synchronized void end() {
    recording = null;
  }

  /**
   * Shows it what the stream read and nobody filtered out.
   *
   * @param before position of what was read before
   */
  public void see(TrailEvent event, SourcePosition before) {
    Recording current = recording;
    if (current != null) {
      current.see(event, before);
    }
  }
}
