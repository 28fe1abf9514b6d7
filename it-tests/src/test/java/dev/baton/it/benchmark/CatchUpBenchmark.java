package dev.baton.it.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * How long Baton takes to catch up with backlogs of several kinds, against PostgreSQL's own logical
 * replication on the same backlog in the same run, and against reading alone. Prints a line of JSON
 * for each work, and a table in the end.
 *
 * <p>Arguments: names of works divided by commas, or all (all); rounds (3); the share of their size
 * that the backlogs have, per mille (1000).
 */
public final class CatchUpBenchmark {

  private CatchUpBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    List<Work> works = Works.named(arguments.length > 0 ? arguments[0] : "all");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    int perMille = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
    List<ResultTable.Row> rows = new ArrayList<>();
    try {
      for (Work whole : works) {
        Work work = whole.scaled(perMille);
        Report report = work.report(Contest.run(work, rounds));
        System.out.println(report.json());
        rows.add(report.row());
      }
    } finally {
      // Also when one fails: the others took their time.
      System.out.println(ResultTable.of(rows));
    }
  }
}
