package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.TableName;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pins that every value of a row statement stays a parameter of its own. */
class RowStatementsTest {

  private static final List<TargetColumn> COLUMNS =
      List.of(
          new TargetColumn("id", "pg_catalog", "int8", 0),
          new TargetColumn("name", "public", "mood", 1));

  private final TableStatements keyed = new TableStatements(table(List.of(0), false));
  private final TableStatements keyless = new TableStatements(table(List.of(0, 1), true));

  @Test
  void anInsertTakesOneParameterForEachColumnAsItsTypeOrAsTextWhereThatMayBeDropped() {
    assertThat(keyed.rowInsert())
        .isEqualTo(
            "insert into \"public\".\"customer\" (\"id\", \"name\") values"
                + " (?::\"pg_catalog\".\"int8\", ?::text::\"public\".\"mood\")");
  }

  @Test
  void aDeleteTakesOneParameterForEachColumnOfTheKey() {
    assertThat(parameters(keyed.rowDelete())).isEqualTo(1);
    assertThat(parameters(keyless.rowDelete())).isEqualTo(2);
  }

  @Test
  void anUpdateTakesTheWrittenColumnsAndThenTheKey() {
    assertThat(parameters(keyed.rowUpdate(List.of(1)))).isEqualTo(2);
    assertThat(parameters(keyless.rowUpdate(List.of(0, 1)))).isEqualTo(4);
  }

  private static long parameters(String sql) {
    return sql.chars().filter(character -> character == '?').count();
  }

  private static TargetTable table(List<Integer> key, boolean wholeRow) {
    return new TargetTable(
        new TableName("public", "customer"),
        COLUMNS,
        key,
        wholeRow,
        true,
        List.of(),
        List.of(),
        Optional.empty(),
        false);
  }
}
