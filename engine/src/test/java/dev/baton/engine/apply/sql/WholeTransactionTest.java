package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.LockWait;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which transactions are one statement. */
class WholeTransactionTest {
  private final PreparedTable account = table("account");
  private final PreparedTable teller = table("teller");
  private final StatementBatch.Refusing log = new ShapeCheck(account, "insert into the_log");
  private final JoinedSets single =
      new JoinedSets(List.of(account.delete(rows(1)), teller.insert(rows(1))));

  @Test
  void theLogsRowAndSingleRowsAreOneStatement() {
    List<StatementBatch.Refusing> whole = WholeTransaction.of(List.of(log, single));
    assertThat(whole).containsExactly(new WholeTransaction(log, single));
    assertThat(whole.getFirst().sql())
        .isEqualTo(
            "with l as (insert into the_log), m0 as (%s returning true), m1 as (%s returning true) select l.*, 1 / (((table m0) and (table m1)) is true)::int from l"
                .formatted(account.delete(rows(1)).sql(), teller.insert(rows(1)).sql()));
  }

  @Test
  void whatIsSetStaysBeforeIt() {
    LockWait.Short set = new LockWait.Short();
    assertThat(WholeTransaction.of(List.of(set, log, single)))
        .containsExactly(set, new WholeTransaction(log, single));
  }

  @Test
  void allElseStaysAsItIs() {
    JoinedSets set = new JoinedSets(List.of(account.delete(rows(5))));
    assertStays(log);
    assertStays(log, new JoinedSets(List.of(table("parts", true).insert(rows(1)))));
    assertStays(single);
    assertStays(single, single);
    assertStays(log, set);
    assertStays(log, log);
    assertStays(log, single, single);
  }

  private static void assertStays(StatementBatch.Refusing... items) {
    assertThat(WholeTransaction.of(List.of(items))).containsExactly(items);
  }

  private static List<RowImage> rows(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> RowImage.of("" + i)).toList();
  }

  private static PreparedTable table(String name) {
    return table(name, false);
  }

  private static PreparedTable table(String name, boolean partitioned) {
    return new PreparedTable(
        new TargetTable(
            new TableName("public", name),
            List.of(new TargetColumn("id", "pg_catalog", "int8", 0)),
            List.of(0),
            false,
            true,
            List.of(),
            List.of(),
            Optional.of(new RowType(List.of(0), "shape")),
            partitioned),
        new PreparedTable.Many(64, 500));
  }
}
