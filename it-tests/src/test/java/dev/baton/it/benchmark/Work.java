package dev.baton.it.benchmark;

import java.util.List;

/**
 * One line of the suite: what is to be caught up with, by whom, and how fast.
 *
 * @param name what it is asked for by
 * @param title how the table calls it
 * @param unit what its sizes count
 * @param sizes of the backlogs of one round, one after the other; rising
 * @param warmUp size of the backlog that comes before all rounds
 * @param jvmOptions of the engine, none for its defaults
 * @param peers ways to run the database's own replication; Baton is held against the first
 */
record Work(
    String name,
    String title,
    Backlog backlog,
    String unit,
    List<Integer> sizes,
    int warmUp,
    EngineAge age,
    List<String> jvmOptions,
    List<NativePeer> peers,
    Bar bar) {

  private static final int WHOLE_PER_MILLE = 1_000;

  Work {
    sizes = List.copyOf(sizes);
    jvmOptions = List.copyOf(jvmOptions);
    peers = List.copyOf(peers);
  }

  /** The same with backlogs of a share of their size. */
  Work scaled(int perMille) {
    return new Work(
        name,
        title,
        backlog,
        unit,
        sizes.stream().map(size -> share(size, perMille)).toList(),
        share(warmUp, perMille),
        age,
        jvmOptions,
        peers,
        bar);
  }

  private static int share(int size, int perMille) {
    return (int) Math.max(1, (long) size * perMille / WHOLE_PER_MILLE);
  }

  /** What was found, in the form that suits it: of one size, or of how the cost grows. */
  Report report(Measured measured) {
    return sizes.size() == 1 ? new CatchUpReport(this, measured) : new GrowthReport(this, measured);
  }
}
