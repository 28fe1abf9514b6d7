package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** TPC-B transactions as a lane gets them, three updates of known rows and a new one each. */
final class TpcbGroup {
  static final int ROW_CHANGES_PER_TRANSACTION = 4;

  private static final int BRANCHES = 10;
  private static final int TELLERS = 100;
  private static final int ACCOUNTS = 1_000_000;
  private static final int LARGEST_DELTA = 5_000;
  private static final int FIRST_HISTORY = 1_000_000;

  private static final SourceTable BRANCH = table("pgbench_branches", "bid", "bbalance", "filler");
  private static final SourceTable TELLER =
      table("pgbench_tellers", "tid", "bid", "tbalance", "filler");
  private static final SourceTable ACCOUNT =
      table("pgbench_accounts", "aid", "bid", "abalance", "filler");
  private static final SourceTable HISTORY =
      table("pgbench_history", "hid", "tid", "bid", "aid", "delta", "mtime", "filler");

  private TpcbGroup() {}

  /** So many transactions. */
  static List<TransactionPart> of(int transactions, RandomGenerator random) {
    List<TransactionPart> group = new ArrayList<>(transactions);
    for (int i = 1; i <= transactions; i++) {
      group.add(transaction(i, random));
    }
    return List.copyOf(group);
  }

  private static TransactionPart transaction(int number, RandomGenerator random) {
    String account = String.valueOf(1 + random.nextInt(ACCOUNTS));
    String teller = String.valueOf(1 + random.nextInt(TELLERS));
    String branch = String.valueOf(1 + random.nextInt(BRANCHES));
    String delta = String.valueOf(random.nextInt(-LARGEST_DELTA, LARGEST_DELTA + 1));
    List<RowChange> changes =
        List.of(
            update(ACCOUNT, account, branch, delta, " ".repeat(84)),
            update(TELLER, teller, branch, delta, " ".repeat(84)),
            update(BRANCH, branch, delta, " ".repeat(88)),
            new RowChange.Insert(
                HISTORY,
                RowImage.of(
                    String.valueOf(FIRST_HISTORY + number),
                    teller,
                    branch,
                    account,
                    delta,
                    "2026-11-23 21:20:44.123456+00",
                    " ".repeat(22))));
    long bytes = changes.stream().mapToLong(RowChange::bytes).sum();
    return new TransactionPart(
        number, number, changes, true, true, new SourcePosition(number), bytes);
  }

  /** The tables at the target, alike; not yet prepared. */
  static TargetTables targets() {
    return new TargetTables(source -> Optional.of(target(source)));
  }

  private static RowChange update(SourceTable table, Object... values) {
    return new RowChange.Update(table, null, RowImage.of(values));
  }

  private static SourceTable table(String name, String... columns) {
    return new SourceTable(new TableName("public", name), List.of(columns));
  }

  private static TargetTable target(SourceTable source) {
    List<TargetColumn> columns =
        IntStream.range(0, source.columns().size())
            .mapToObj(i -> new TargetColumn(source.columns().get(i), "pg_catalog", "text", i))
            .toList();
    return new TargetTable(
        source.name(),
        columns,
        List.of(0),
        false,
        true,
        List.of(),
        List.of(),
        Optional.empty(),
        false);
  }
}
