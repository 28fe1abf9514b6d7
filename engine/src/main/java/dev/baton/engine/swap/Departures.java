package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamState;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.Handover;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which streams have left this engine for good, and by which swap. Any thread. */
final class Departures {
  private final Map<StreamName, Long> swaps = new ConcurrentHashMap<>();

  /**
   * Notes that a stream has gone. One that was taken by force was not handed over: who lost it is
   * fenced, and says so.
   */
  void gone(StreamName stream, Handover by) {
    if (by.cut().made() == Cut.Made.HANDED_OVER) {
      swaps.put(stream, by.terms().id());
    }
  }

  /** Whether a stream has gone. */
  boolean has(StreamName stream) {
    return swaps.containsKey(stream);
  }

  /** Whether a swap has taken every stream of the engine. */
  boolean complete(Collection<StreamHandle> streams, long swap) {
    return streams.stream()
        .allMatch(
            stream ->
                stream.state() == StreamState.HANDED_OVER
                    && swaps.getOrDefault(stream.name(), 0L) == swap);
  }
}
