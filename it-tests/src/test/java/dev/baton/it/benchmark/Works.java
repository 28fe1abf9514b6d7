package dev.baton.it.benchmark;

import java.util.Arrays;
import java.util.List;

/** All works of the catch-up suite, with the bars they are held to. */
final class Works {

  private static final String ALL = "all";
  private static final String TRANSACTIONS = "transactions";
  private static final int WARM_UP = 20_000;
  private static final List<NativePeer> DEFAULT_PEER = List.of(NativePeer.DEFAULT);

  private static final List<Work> LIST =
      List.of(
          work("tpcb", "TPC-B, engine warm", new TpcbBacklog(), 100_000, EngineAge.WARM, 0.9, 0.6),
          work(
              "started",
              "TPC-B, engine just started",
              new TpcbBacklog(),
              100_000,
              EngineAge.JUST_STARTED,
              1.5,
              0.9),
          work(
              "inserts",
              "single-row inserts",
              new InsertBacklog(),
              200_000,
              EngineAge.WARM,
              0.9,
              0.6),
          bulk(),
          work(
              "hot",
              "updates of 100 hot rows",
              new HotBacklog(),
              100_000,
              EngineAge.WARM,
              0.6,
              0.4),
          work(
              "wide",
              "rows of 50 columns, TOAST, json",
              new WideBacklog(),
              50_000,
              EngineAge.WARM,
              1.2,
              1.0),
          growth());

  private Works() {}

  /** Those of a list of names divided by commas, or all of them. */
  static List<Work> named(String names) {
    return names.equals(ALL) ? LIST : Arrays.stream(names.split(",")).map(Works::one).toList();
  }

  private static Work one(String name) {
    return LIST.stream()
        .filter(work -> work.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no work '%s'; there are %s, and %s"
                        .formatted(name, LIST.stream().map(Work::name).toList(), ALL)));
  }

  private static Work work(
      String name, String title, Backlog kind, int size, EngineAge age, double bar, double goal) {
    return new Work(
        name,
        title,
        kind,
        TRANSACTIONS,
        List.of(size),
        WARM_UP,
        age,
        List.of(),
        DEFAULT_PEER,
        new Bar(bar, goal));
  }

  /** One transaction, larger than the engine's heap. */
  private static Work bulk() {
    return new Work(
        "bulk",
        "one transaction, heap 256 MiB",
        new BulkBacklog(),
        "rows",
        List.of(1_000_000),
        200_000,
        EngineAge.WARM,
        List.of("-Xmx256m"),
        List.of(NativePeer.PARALLEL, NativePeer.SERIAL),
        new Bar(1.2, 0.8));
  }

  /** The ratio is that of the costs of one transaction, in backlogs of so different sizes. */
  private static Work growth() {
    return new Work(
        "growth",
        "TPC-B, cost of a transaction as the backlog grows",
        new TpcbBacklog(),
        TRANSACTIONS,
        List.of(3_000, 30_000, 300_000),
        WARM_UP,
        EngineAge.WARM,
        List.of(),
        DEFAULT_PEER,
        Bar.alone(1.15));
  }
}
