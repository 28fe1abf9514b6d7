package dev.baton.engine.jmx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.stream.StreamStatus;
import java.util.List;

/**
 * Whether an engine does what it was started for.
 *
 * @param ready every stream is streaming, or paused because the operator wishes it
 * @param json the same, naming each stream and its state
 */
record Readiness(boolean ready, String json) {

  static Readiness of(EngineView view) {
    List<StreamStatus> streams = view.streams();
    boolean ready =
        !streams.isEmpty() && streams.stream().allMatch(stream -> asWished(stream.state()));
    ObjectNode health =
        JsonNodeFactory.instance
            .objectNode()
            .put("ready", ready)
            .put("link", view.link())
            .put("engine", view.engineId());
    ArrayNode states = health.putArray("streams");
    streams.forEach(
        stream ->
            states.addObject().put("name", stream.name()).put("state", stream.state().name()));
    return new Readiness(ready, health.toString());
  }

  /** A stream pauses at nobody's but the operator's wish. */
  private static boolean asWished(StreamState state) {
    return switch (state) {
      case STREAMING, PAUSED -> true;
      case STARTING, LOADING, DRAINING, HANDED_OVER, STOPPED, FAILED -> false;
    };
  }
}
