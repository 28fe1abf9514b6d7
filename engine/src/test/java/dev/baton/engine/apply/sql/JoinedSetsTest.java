package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.StatementBatch;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Which statements become one. That no table is twice in one is promised nowhere else: the server
 * carries the parts out in no order that it would promise, and happens to take them as they stand.
 */
class JoinedSetsTest {
  private static final List<RowImage> ONE = List.of(RowImage.of("1"));
  private static final List<RowImage> TWO = List.of(RowImage.of("1"), RowImage.of("2"));

  private final PreparedTable account = table("account");
  private final PreparedTable teller = table("teller");

  @Test
  void statementsOfDifferentTablesAreOne() {
    assertThat(JoinedSets.of(List.of(account.delete(ONE), teller.insert(TWO))))
        .containsExactly(new JoinedSets(List.of(account.delete(ONE), teller.insert(TWO))));
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
    StatementBatch.Item between = new ShapeCheck(account, "lock");
    assertThat(JoinedSets.of(List.of(between, account.delete(ONE), between, teller.delete(ONE))))
        .containsExactly(
            between,
            new JoinedSets(List.of(account.delete(ONE))),
            between,
            new JoinedSets(List.of(teller.delete(ONE))));
  }

  @Test
  void theTextTellsOneRowFromSeveral() {
    assertThat(new JoinedSets(List.of(account.delete(ONE), teller.delete(TWO))).sql())
        .startsWith("with m0 as (delete from only \"public\".\"account\" t ")
        .endsWith(" select 1 / (((table m0) and (select count(*) = ? from m1)) is true)::int");
  }

  private static PreparedTable table(String name) {
    return new PreparedTable(
        new TargetTable(
            new TableName("public", name),
            List.of(new TargetColumn("id", "pg_catalog", "int8", 0)),
            List.of(0),
            false,
            true,
            List.of(),
            List.of(),
            Optional.empty(),
            false),
        new PreparedTable.Many(64, 500));
  }
}
