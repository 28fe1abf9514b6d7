package dev.baton.it.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may import whom among Baton's own packages: the table of the design, as data. A package not
 * listed on the right of its row is forbidden to it.
 */
final class PackageTable {

  /**
   * One row of the table.
   *
   * @param packages the importing packages, subpackages included
   * @param allowed Baton's packages they may import besides their own
   * @param exists whether the package must hold classes by now; a rule on an empty one proves
   *     nothing
   */
  record Row(String packages, List<String> allowed, boolean exists) {
    Row {
      allowed = List.copyOf(allowed);
    }

    /** The row's own packages and what it may import. */
    String[] reachable() {
      return Stream.concat(Stream.of(packages), allowed.stream()).toArray(String[]::new);
    }

    @Override
    public String toString() {
      return packages + " imports " + (allowed.isEmpty() ? "nothing" : allowed) + " of Baton's";
    }
  }

  private static final String PROTOCOL = "dev.baton.protocol..";
  private static final String CONFIG = "dev.baton.config..";
  private static final String CONNECTORS = "dev.baton.connectors..";
  private static final String MIGRATION = "dev.baton.migration..";
  private static final String ENGINE = "dev.baton.engine.";

  /** The stages of a stream; none imports another. */
  static final List<String> STAGES =
      List.of("read", "loopfilter", "route", "transport", "apply", "progress");

  /** Stages that come later: reading is the connectors' so far, and stages share one process. */
  private static final List<String> LATER_STAGES = List.of("read", "transport");

  private static final List<String> BELOW_ENGINE = List.of(MIGRATION, CONNECTORS, PROTOCOL, CONFIG);

  private PackageTable() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(PROTOCOL, List.of(), true));
    rows.add(new Row(CONFIG, List.of(), true));
    rows.add(new Row("dev.baton.connectors.change..", List.of(PROTOCOL, CONFIG), true));
    rows.add(
        new Row(
            "dev.baton.connectors.spi..",
            List.of("dev.baton.connectors.change..", PROTOCOL, CONFIG),
            true));
    rows.add(connector("assembly", List.of(), true));
    for (String reader : List.of("debezium", "pgoutput")) {
      rows.add(connector(reader, List.of("dev.baton.connectors.assembly.."), true));
    }
    rows.add(
        connector(
            "postgresql",
            List.of("dev.baton.connectors.debezium..", "dev.baton.connectors.pgoutput.."),
            true));
    rows.add(connector("mariadb", List.of("dev.baton.connectors.debezium.."), false));
    rows.add(new Row(MIGRATION, List.of(CONNECTORS, PROTOCOL, CONFIG), true));
    rows.addAll(engineRows());
    return rows;
  }

  private static Row connector(String name, List<String> more, boolean exists) {
    List<String> allowed = new ArrayList<>(more);
    allowed.addAll(
        List.of("dev.baton.connectors.change..", "dev.baton.connectors.spi..", PROTOCOL, CONFIG));
    return new Row("dev.baton.connectors." + name + "..", allowed, exists);
  }

  private static List<Row> engineRows() {
    List<Row> rows = new ArrayList<>();
    rows.add(engine("flow", List.of(), true));
    rows.add(engine("workflow", List.of(), true));
    for (String stage : STAGES) {
      rows.add(engine(stage, List.of("flow", "workflow"), !LATER_STAGES.contains(stage)));
    }
    List<String> underStream = new ArrayList<>(STAGES);
    underStream.addAll(List.of("flow", "workflow"));
    rows.add(engine("stream", underStream, true));
    // The last transaction of an owner in a stream writes the applied log itself.
    rows.add(engine("swap", List.of("stream", "progress", "flow", "workflow"), true));
    rows.add(engine("jmx", List.of("swap", "stream", "flow", "workflow"), true));
    rows.add(engine("cli", List.of("jmx", "swap", "stream", "flow", "workflow"), true));
    return rows;
  }

  private static Row engine(String name, List<String> siblings, boolean exists) {
    List<String> allowed = new ArrayList<>(BELOW_ENGINE);
    siblings.forEach(sibling -> allowed.add(ENGINE + sibling + ".."));
    return new Row(ENGINE + name + "..", allowed, exists);
  }
}
