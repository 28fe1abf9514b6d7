package dev.baton.engine.apply.sql;

import static org.jooq.impl.DSL.list;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sql;

import dev.baton.connectors.postgresql.RowCopy;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Renders the statements for one target table. Values travel as text and are cast to the column's
 * type at the target, or read as that, which is exact: both servers read and write the same text.
 *
 * <p>Set statements take one text array per column; row statements one text per column; literal
 * statements one text array of literals of the table's row type. An update's statement depends on
 * which columns it leaves alone, so there is one for each such mask. Owned by one lane.
 *
 * <p>What each field of a literal is, only its place tells. So a literal statement meets no row
 * where the table's columns are not what they were: it looks for itself, when it has locked the
 * table. It has: the server takes a statement's locks before the snapshot that it runs on.
 */
public final class TableStatements {
  private static final DSLContext RENDER = DSL.using(SQLDialect.POSTGRES);

  /** Never written into a text with parts: jOOQ would put the next part in its place. */
  private static final QueryPart PARAMETER = sql("?");

  private final TargetTable table;
  private final List<Integer> matched;
  private final Map<List<Integer>, String> rowUpdates = new HashMap<>();
  private final String setInsert;
  private final String copy;
  private final String rowInsert;
  private final String setDelete;
  private final String rowDelete;

  TableStatements(TargetTable table) {
    this.table = table;
    this.matched = table.matched();
    this.setInsert =
        RENDER.render(
            sql(
                "insert into {0} ({1})" + overriding() + " select {2} from {3}",
                target(),
                columns(all()),
                casts(all(), false),
                arrays(all())));
    this.copy = RENDER.render(sql("copy {0} ({1}) from stdin", target(), columns(all())));
    this.rowInsert =
        RENDER.render(
            sql(
                "insert into {0} ({1})" + overriding() + " values ({2})",
                target(),
                columns(all()),
                casts(all(), true)));
    this.setDelete =
        RENDER.render(
            sql(
                "delete from {0} t using {1} where {2}",
                ownRows(), arrays(table.key()), matches(table.key(), false)));
    this.rowDelete =
        table.wholeRow()
            ? RENDER.render(
                sql("delete from {0} t where (t.tableoid, t.ctid) = ({1})", ownRows(), oneTwin()))
            : RENDER.render(
                sql("delete from {0} t where {1}", ownRows(), matches(table.key(), true)));
  }

  /** One array per column. */
  String setInsert() {
    return setInsert;
  }

  /** For {@link RowCopy}, with every column. */
  String copy() {
    return copy;
  }

  /** Keeps the table from being altered until the transaction ends. */
  String lock() {
    return "lock table only " + SqlText.table(table.name()) + " in row exclusive mode";
  }

  /** Fails by a division by zero where the table was altered. */
  String checkShape() {
    return "select 1 / (" + shape() + " is not distinct from " + expectedShape() + ")::int";
  }

  /** One value per column. */
  String rowInsert() {
    return rowInsert;
  }

  /** One array per key column. */
  String setDelete() {
    return setDelete;
  }

  /** One value per key column. */
  String rowDelete() {
    return rowDelete;
  }

  /** One array per written column, then one for each that finds the row. */
  String setUpdate(List<Integer> written) {
    List<QueryPart> names = new ArrayList<>();
    List<QueryPart> parameters = new ArrayList<>();
    List<QueryPart> assignments = new ArrayList<>();
    for (int column : written) {
      QueryPart value = name("v" + column);
      names.add(value);
      parameters.add(sql("?::text[]"));
      assignments.add(sql("{0} = {1}::{2}", columnName(column), sql("x.{0}", value), type(column)));
    }
    for (int column : matched) {
      names.add(name("c" + column));
      parameters.add(sql("?::text[]"));
    }
    return RENDER.render(
        sql(
            "update {0} t set {1} from unnest({2}) as x({3}) where {4}",
            ownRows(), list(assignments), list(parameters), list(names), matches(matched, false)));
  }

  /** One array of literals, of whose fields those written and those that find the row are used. */
  String literalUpdate(List<Integer> written) {
    List<QueryPart> assignments = new ArrayList<>();
    for (int column : written) {
      assignments.add(sql("{0} = x.{1}", columnName(column), field(column)));
    }
    List<QueryPart> conditions = new ArrayList<>();
    for (int column : matched) {
      conditions.add(sql("t.{0} = x.{1}", columnName(column), field(column)));
    }
    String update =
        RENDER.render(
            sql(
                "update {0} t set {1} from {2} where {3}",
                ownRows(), list(assignments), literals(), and(conditions)));
    return update + " and " + shape() + " = " + expectedShape();
  }

  /** One value per written column, then one for each that finds the row. */
  String rowUpdate(List<Integer> written) {
    return rowUpdates.computeIfAbsent(written, this::renderRowUpdate);
  }

  /** The rows of the parameter; fields that are not written have names of no use. */
  private QueryPart literals() {
    List<Integer> fields = table.rowType().orElseThrow().fields();
    List<QueryPart> names = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      names.add(fields.get(i) < 0 ? name("u" + i) : field(fields.get(i)));
    }
    return sql("unnest({0}::text[]::{1}[]) as x({2})", PARAMETER, target(), list(names));
  }

  private static QueryPart field(int place) {
    return name("v" + place);
  }

  /** The table's columns as they are now, as {@link RowType#column} tells one. */
  private String shape() {
    return """
        (select string_agg(char_length(a.attname::text) || ' ' || a.attname || ' ' || n.nspname || '.' \
        || t.typname || ' ' || a.atttypmod, ',' order by a.attnum) \
        from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid \
        join pg_catalog.pg_namespace n on n.oid = t.typnamespace \
        where a.attrelid = %s::pg_catalog.regclass and a.attnum > 0 and not a.attisdropped)"""
        .formatted(SqlText.literal(SqlText.table(table.name())));
  }

  private String expectedShape() {
    return SqlText.literal(table.rowType().orElseThrow().shape());
  }

  private String renderRowUpdate(List<Integer> written) {
    List<QueryPart> assignments = new ArrayList<>();
    for (int column : written) {
      assignments.add(sql("{0} = {1}", columnName(column), value(column)));
    }
    QueryPart where =
        table.wholeRow() ? sql("(t.tableoid, t.ctid) = ({0})", oneTwin()) : matches(matched, true);
    return RENDER.render(
        sql("update {0} t set {1} where {2}", ownRows(), list(assignments), where));
  }

  /**
   * A parameter of a statement for one row. Its text is read by the type's own input, when it comes
   * in. Not so where the type may be dropped, and another made in its name: what the server has
   * prepared knows a parameter's type by its number, and a cast by its name.
   */
  private QueryPart value(int column) {
    return table.columns().get(column).typeSchema().equals("pg_catalog")
        ? sql("{0}::{1}", PARAMETER, type(column))
        : sql("{0}::text::{1}", PARAMETER, type(column));
  }

  private List<Integer> all() {
    return IntStream.range(0, table.columns().size()).boxed().toList();
  }

  private String overriding() {
    return table.numbered().isEmpty() ? "" : " overriding system value";
  }

  /** The table as the statements that find rows, and truncations, name it. */
  String rows() {
    return RENDER.render(ownRows());
  }

  private QueryPart ownRows() {
    return table.partitioned() ? target() : sql("only {0}", target());
  }

  private QueryPart target() {
    return name(table.name().schema(), table.name().table());
  }

  private QueryPart columnName(int column) {
    return name(table.columns().get(column).name());
  }

  private QueryPart type(int column) {
    TargetColumn described = table.columns().get(column);
    return name(described.typeSchema(), described.typeName());
  }

  private QueryPart columns(List<Integer> places) {
    return list(places.stream().map(this::columnName).toList());
  }

  private QueryPart casts(List<Integer> places, boolean parameters) {
    return list(
        places.stream()
            .map(
                place ->
                    parameters ? value(place) : sql("x.{0}::{1}", name("c" + place), type(place)))
            .toList());
  }

  private QueryPart arrays(List<Integer> places) {
    return sql(
        "unnest({0}) as x({1})",
        list(places.stream().map(place -> sql("?::text[]")).toList()),
        list(places.stream().map(place -> name("c" + place)).toList()));
  }

  private QueryPart matches(List<Integer> places, boolean parameters) {
    List<QueryPart> conditions = new ArrayList<>();
    for (int place : places) {
      QueryPart value =
          parameters ? value(place) : sql("x.{0}::{1}", name("c" + place), type(place));
      conditions.add(sql("t.{0} = {1}", columnName(place), value));
    }
    return and(conditions);
  }

  /** Exactly one of the rows that are alike, by their text: not every type has an equality. */
  private QueryPart oneTwin() {
    List<QueryPart> conditions = new ArrayList<>();
    for (int place : table.key()) {
      conditions.add(
          sql(
              "s.{0}::text is not distinct from {1}::text::{2}::text",
              columnName(place), PARAMETER, type(place)));
    }
    return sql(
        "select s.tableoid, s.ctid from {0} s where {1} limit 1", ownRows(), and(conditions));
  }

  private static QueryPart and(List<QueryPart> conditions) {
    QueryPart all = conditions.getFirst();
    for (QueryPart next : conditions.subList(1, conditions.size())) {
      all = sql("{0} and {1}", all, next);
    }
    return all;
  }
}
