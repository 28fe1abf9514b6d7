package dev.baton.engine.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.migration.verify.RowDifference;
import dev.baton.migration.verify.TableReport;
import dev.baton.migration.verify.VerifyReport;

/** Renders a comparison of two sites as one JSON object; its names are a promise to scripts. */
final class VerifyJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private VerifyJson() {}

  static String render(VerifyReport report) {
    ObjectNode node =
        JSON.objectNode()
            .put("equal", report.equal())
            .put("firstSite", report.firstSite())
            .put("secondSite", report.secondSite())
            .put("caughtUp", report.caughtUp())
            .put("unsettled", report.unsettled())
            .put("durationMillis", report.duration().toMillis());
    ArrayNode tables = node.putArray("tables");
    report.tables().forEach(table -> tables.add(table(table)));
    return node.toString();
  }

  private static ObjectNode table(TableReport table) {
    ObjectNode node =
        JSON.objectNode()
            .put("table", table.table().toString())
            .put("counterpart", table.counterpart().toString())
            .put("equal", table.equal())
            .put("rowsCompared", table.rowsCompared())
            .put("onlyAtFirst", table.onlyAtFirst())
            .put("onlyAtSecond", table.onlyAtSecond())
            .put("different", table.different())
            .put("repaired", table.repaired())
            .put("unsettled", table.unsettled());
    table.key().forEach(node.putArray("key")::add);
    ArrayNode rows = node.putArray("rows");
    table.rows().forEach(row -> rows.add(row(row)));
    table.shapeDifferences().forEach(node.putArray("shapeDifferences")::add);
    return node;
  }

  private static ObjectNode row(RowDifference row) {
    ObjectNode node = JSON.objectNode().put("kind", row.kind().name());
    row.key().forEach(node.putArray("key")::add);
    return node;
  }
}
