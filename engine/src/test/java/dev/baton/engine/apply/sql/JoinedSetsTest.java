package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Which statements become one. That no table is twice in one, but for rows of one set, is promised
 * nowhere else: the server carries the parts out in no order that it would promise, and happens to
 * take them as they stand.
 */
class JoinedSetsTest {
  private static final List<RowImage> ONE = List.of(RowImage.of("1"));
  private static final List<RowImage> TWO = List.of(RowImage.of("1"), RowImage.of("2"));
  private static final List<RowImage> FOUR = rows(4);
  private static final List<RowImage> FIVE = rows(5);

  private final PreparedTable account = table("account");
  private final PreparedTable teller = table("teller");

  @Test
  void rowsOfDifferentTablesAreOneStatement() {
    assertThat(JoinedSets.of(List.of(account.delete(ONE), teller.insert(ONE))))
        .containsExactly(new JoinedSets(List.of(account.delete(ONE), teller.insert(ONE))));
  }

  @Test
  void aTableThatComesAgainBeginsAnother() {
    assertThat(
            JoinedSets.of(
                List.of(
                    account.delete(ONE),
                    account.insert(ONE),
                    teller.delete(ONE),
                    teller.insert(ONE))))
        .containsExactly(
            new JoinedSets(List.of(account.delete(ONE))),
            new JoinedSets(List.of(account.insert(ONE), teller.delete(ONE))),
            new JoinedSets(List.of(teller.insert(ONE))));
  }

  /** A version of a table that its source altered has statements of its own, and the same rows. */
  @Test
  void twoVersionsOfATableAreOneTable() {
    PreparedTable altered = table("account");
    assertThat(JoinedSets.of(List.of(account.delete(ONE), altered.insert(ONE)))).hasSize(2);
  }

  @Test
  void whatStandsBetweenStaysThere() {
    StatementBatch.Refusing between = new ShapeCheck(account, "lock");
    assertThat(JoinedSets.of(List.of(between, account.delete(ONE), between, teller.delete(ONE))))
        .containsExactly(
            between,
            new JoinedSets(List.of(account.delete(ONE))),
            between,
            new JoinedSets(List.of(teller.delete(ONE))));
  }

  @Test
  void severalRowsStayByThemselves() {
    assertAlone(account.delete(TWO));
    assertAlone(account.delete(FOUR));
    assertAlone(account.delete(FIVE));
  }

  @Test
  void fewRowsOfOneSetAreJoinedRowByRow() {
    assertThat(JoinedSets.of(List.of(account.delete(TWO), account.insert(TWO))))
        .as("a kind has a statement of its own: what is deleted is free before it is taken again")
        .containsExactly(
            new JoinedSets(
                List.of(
                    account.delete(List.of(TWO.getFirst())),
                    account.delete(List.of(TWO.getLast())))),
            new JoinedSets(
                List.of(
                    account.insert(List.of(TWO.getFirst())),
                    account.insert(List.of(TWO.getLast())))));
  }

  @Test
  void fourRowsAreFewAndFiveAreNot() {
    assertThat(JoinedSets.of(List.of(account.delete(FOUR))))
        .containsExactly(
            new JoinedSets(FOUR.stream().map(row -> account.delete(List.of(row))).toList()));
    assertThat(JoinedSets.of(List.of(account.delete(FIVE))))
        .containsExactly(new JoinedSets(List.of(account.delete(FIVE))));
  }

  @Test
  void fewRowsOfManyColumnsStayASet() {
    PreparedTable wide = table("wide", 33);
    assertThat(JoinedSets.of(List.of(wide.insert(TWO))))
        .containsExactly(new JoinedSets(List.of(wide.insert(TWO))));
    assertThat(JoinedSets.of(List.of(table("narrower", 32).insert(TWO))))
        .first()
        .extracting(joined -> ((JoinedSets) joined).statements().size())
        .isEqualTo(2);
  }

  @Test
  void fewRowsOfOneSetStayOneWhereTheServerKeepsNoPlanOrComputes() {
    for (PreparedTable other :
        List.of(
            table("computing", List.of(0, -1), false), table("partitioned", List.of(0), true))) {
      assertThat(JoinedSets.of(List.of(other.insert(TWO))))
          .containsExactly(new JoinedSets(List.of(other.insert(TWO))));
    }
  }

  @Test
  void aTableWhoseServerComputesValuesStaysByItself() {
    assertAlone(table("computing", List.of(0, -1), false).insert(ONE));
    assertAlone(table("unknown", List.of(), false).insert(ONE));
  }

  @Test
  void aPartitionedTableStaysByItself() {
    assertAlone(table("partitioned", List.of(0), true).insert(ONE));
  }

  private void assertAlone(SetStatement statement) {
    assertThat(JoinedSets.of(List.of(teller.delete(ONE), statement))).hasSize(2);
    assertThat(JoinedSets.of(List.of(statement, teller.delete(ONE)))).hasSize(2);
  }

  private static List<RowImage> rows(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> RowImage.of("" + i)).toList();
  }

  private static PreparedTable table(String name) {
    return table(name, List.of(0), false);
  }

  /** A table with so many columns, all of them written. */
  private static PreparedTable table(String name, int columns) {
    return table(name, columns, IntStream.range(0, columns).boxed().toList(), false);
  }

  /** A table with a column that is written; {@code fields} as its row type has them. */
  private static PreparedTable table(String name, List<Integer> fields, boolean partitioned) {
    return table(name, 1, fields, partitioned);
  }

  private static PreparedTable table(
      String name, int columns, List<Integer> fields, boolean partitioned) {
    return new PreparedTable(
        new TargetTable(
            new TableName("public", name),
            IntStream.range(0, columns)
                .mapToObj(i -> new TargetColumn("c" + i, "pg_catalog", "int8", i))
                .toList(),
            List.of(0),
            false,
            true,
            List.of(),
            List.of(),
            Optional.of(new RowType(fields, "shape")),
            partitioned),
        new PreparedTable.Many(64, 500));
  }
}
