package dev.baton.engine.cli.swap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.engine.cli.swap.SwapEvent.Aborted;
import dev.baton.engine.cli.swap.SwapEvent.Done;
import dev.baton.engine.cli.swap.SwapEvent.Following;
import dev.baton.engine.cli.swap.SwapEvent.Moved;
import dev.baton.engine.cli.swap.SwapEvent.Note;
import dev.baton.engine.cli.swap.SwapEvent.Starting;
import dev.baton.engine.cli.swap.SwapEvent.Unfinished;
import dev.baton.engine.cli.swap.SwapEvent.Waiting;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.swap.Outlook;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/** Tells a swap to machines: one object a line, named by {@code event}; the last is the result. */
public final class SwapJson implements Consumer<SwapEvent> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final PrintWriter out;

  public SwapJson(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(SwapEvent event) {
    out.println(of(event));
    out.flush();
  }

  /** An event as an object. */
  public static ObjectNode of(SwapEvent event) {
    ObjectNode line =
        switch (event) {
          case Starting one ->
              line("starting")
                  .put("engine", one.engine())
                  .put("pid", one.pid())
                  .put("log", one.log());
          case Following one ->
              line("following")
                  .put("handover", one.handover())
                  .put("from", one.from())
                  .put("to", one.to());
          case Moved one ->
              line("step")
                  .put("handover", one.handover())
                  .put("stream", one.stream())
                  .put("step", one.step())
                  .put("before", one.from())
                  .put("on", one.on());
          case Waiting one -> {
            ObjectNode waiting = line("waiting").put("handover", one.handover());
            waiting.set("blockers", blockers(one.blockers()));
            yield waiting;
          }
          case Note one -> line("note").put("sentence", one.sentence());
          case Done one ->
              line("done")
                  .put("handover", one.handover().orElse(null))
                  .put("from", one.from())
                  .put("to", one.to())
                  .put(
                      "stallMillis",
                      one.stallMillis().isPresent()
                          ? (Double) (Math.round(one.stallMillis().getAsDouble() * 1000) / 1000.0)
                          : null)
                  .put("sentence", one.sentence());
          case Unfinished one ->
              line("unfinished")
                  .put("handover", one.handover())
                  .put("from", one.from())
                  .put("to", one.to())
                  .put("reason", one.reason());
          case Aborted one ->
              line("aborted")
                  .put("handover", one.handover().orElse(null))
                  .put("from", one.from())
                  .put("to", one.to())
                  .put("reason", one.reason());
        };
    return line.put("atMillis", event.atMillis());
  }

  /** What a swap would meet, as one object. */
  public static String outlook(Outlook outlook, String to) {
    ObjectNode node =
        line("outlook")
            .put("ready", outlook.problems().isEmpty())
            .put("from", outlook.owner().orElse(null))
            .put("to", to)
            .put("estimateMillis", outlook.estimateMillis())
            .put("waitsForBlockers", outlook.waits());
    ArrayNode streams = node.putArray("streams");
    outlook
        .streams()
        .forEach(
            stream ->
                streams
                    .addObject()
                    .put("name", stream.name())
                    .put("lagBytes", stream.behindBytes())
                    .put("toReadBytes", stream.toReadBytes()));
    node.set("blockers", blockers(outlook.open()));
    ArrayNode problems = node.putArray("problems");
    outlook.problems().forEach(problems::add);
    return node.toString();
  }

  private static ObjectNode line(String event) {
    return JSON.objectNode().put("event", event);
  }

  private static ArrayNode blockers(List<Blocker> blockers) {
    ArrayNode nodes = JSON.arrayNode();
    for (Blocker blocker : blockers) {
      nodes
          .addObject()
          .put("site", blocker.site())
          .put("pid", blocker.pid())
          .put("user", blocker.user())
          .put("ageMillis", blocker.ageMillis())
          .put("query", blocker.query());
    }
    return nodes;
  }
}
