package dev.baton.engine.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.engine.cli.swap.SwapJson;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * Tells the demo to machines: one object a line, named by {@code event}; the last is the result.
 */
public final class DemoJson implements Consumer<DemoEvent> {
  private final ObjectMapper json = new ObjectMapper();
  private final PrintWriter out;

  public DemoJson(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(DemoEvent event) {
    String name = event.getClass().getSimpleName();
    ObjectNode line = json.createObjectNode();
    line.put("event", Character.toLowerCase(name.charAt(0)) + name.substring(1));
    switch (event) {
      case DemoEvent.Finished finished -> {
        line.put("passed", finished.result().passed());
        line.setAll((ObjectNode) json.valueToTree(finished.result()));
      }
      case DemoEvent.Starting starting -> line.put("servers", 2);
      case DemoEvent.SitesUp up -> line.setAll(fields(up));
      case DemoEvent.Provisioned provisioned -> line.setAll(fields(provisioned));
      case DemoEvent.Streaming streaming -> line.setAll(fields(streaming));
      case DemoEvent.TrafficStarted started -> line.setAll(fields(started));
      case DemoEvent.Sample sample -> line.setAll(fields(sample));
      case DemoEvent.EngineKilled killed -> line.setAll(fields(killed));
      case DemoEvent.Swapping swapping -> line.set("swap", SwapJson.of(swapping.swap()));
      case DemoEvent.TrafficStopped stopped -> line.setAll(fields(stopped));
      case DemoEvent.Level level -> line.setAll(fields(level));
      case DemoEvent.Kept kept -> line.setAll(fields(kept));
    }
    try {
      out.println(json.writeValueAsString(line));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is not JSON: " + name, e);
    }
  }

  private ObjectNode fields(DemoEvent event) {
    return json.valueToTree(event);
  }
}
