package dev.baton.engine.jmx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.stream.StatusReport.Engine;
import dev.baton.engine.stream.StatusReport.Handover;
import dev.baton.engine.stream.StatusReport.Stream;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Renders a link's status as JSON. The names and their order are a promise to scripts; what is not
 * known is {@code null}.
 */
public final class StatusJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StatusJson() {}

  /** One object on one line. */
  public static String render(StatusReport report) {
    ObjectNode status = JSON.objectNode().put("link", report.link());
    ArrayNode engines = status.putArray("engines");
    report.engines().forEach(engine -> engines.add(engine(engine)));
    ArrayNode streams = status.putArray("streams");
    report.streams().forEach(stream -> streams.add(stream(stream)));
    report
        .handover()
        .ifPresentOrElse(
            handover -> status.set("handover", handover(handover)),
            () -> status.putNull("handover"));
    return status.toString();
  }

  private static ObjectNode engine(Engine engine) {
    return JSON.objectNode()
        .put("id", engine.id())
        .put("generation", engine.generation())
        .put("state", engine.state())
        .put("version", engine.version())
        .put("host", engine.host())
        .put("pid", engine.pid())
        .put("heartbeatAgeMillis", engine.heartbeatAgeMillis());
  }

  private static ObjectNode stream(Stream stream) {
    return JSON.objectNode()
        .put("name", stream.name())
        .put("owner", stream.owner().orElse(null))
        .put("generation", stream.generation())
        .put("state", stream.state().name())
        .put("sourcePosition", stream.sourcePosition().orElse(null))
        .put("appliedPosition", stream.appliedPosition().orElse(null))
        .put("lagMillis", boxed(stream.lagMillis()))
        .put("lagBytes", boxed(stream.lagBytes()))
        .put("appliedTransactions", stream.appliedTransactions())
        .put("appliedRows", stream.appliedRows())
        .put("filteredTransactions", stream.filteredTransactions())
        .put("conflicts", stream.conflicts())
        .put("quarantined", stream.quarantined())
        .put("lastError", stream.lastError().orElse(null));
  }

  private static ObjectNode handover(Handover handover) {
    ObjectNode node =
        JSON.objectNode()
            .put("id", handover.id())
            .put("from", handover.from())
            .put("to", handover.to())
            .put("step", handover.step())
            .put("since", handover.since().toString())
            .put("deadline", handover.deadline().toString());
    ArrayNode blockers = node.putArray("blockers");
    handover.blockers().forEach(blocker -> blockers.add(blocker(blocker)));
    ObjectNode streams = node.putObject("streams");
    new TreeMap<>(handover.streams()).forEach(streams::put);
    return node;
  }

  private static ObjectNode blocker(Blocker blocker) {
    return JSON.objectNode()
        .put("site", blocker.site())
        .put("pid", blocker.pid())
        .put("user", blocker.user())
        .put("ageMillis", blocker.ageMillis())
        .put("query", blocker.query());
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? (Long) value.getAsLong() : null;
  }
}
