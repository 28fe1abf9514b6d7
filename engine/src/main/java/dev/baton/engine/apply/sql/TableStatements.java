package dev.baton.engine.apply.sql;

import static org.jooq.impl.DSL.list;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sql;

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
 * Renders the statements for one target table, each once. Values travel as text and are cast to the
 * column's type at the target, which is exact: both servers read and write the same text.
 *
 * <p>Set statements take one text array per column; row statements one text per column. An update's
 * statement depends on which columns it leaves alone, so there is one for each such mask. Owned by
 * one lane.
 */
public final class TableStatements {
  private static final DSLContext RENDER = DSL.using(SQLDialect.POSTGRES);

  /** Never written into a text with parts: jOOQ would put the next part in its place. */
  private static final QueryPart PARAMETER = sql("?");

  private final TargetTable table;
  private final Map<List<Integer>, String> setUpdates = new HashMap<>();
  private final Map<List<Integer>, String> rowUpdates = new HashMap<>();
  private final String setInsert;
  private final String rowInsert;
  private final String setDelete;
  private final String rowDelete;

  TableStatements(TargetTable table) {
    this.table = table;
    this.setInsert =
        RENDER.render(
            sql(
                "insert into {0} ({1})" + overriding() + " select {2} from {3}",
                target(),
                columns(all()),
                casts(all(), false),
                arrays(all())));
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
                target(), arrays(table.key()), matches(table.key(), false)));
    this.rowDelete =
        table.wholeRow()
            ? RENDER.render(
                sql("delete from {0} t where (t.tableoid, t.ctid) = ({1})", target(), oneTwin()))
            : RENDER.render(
                sql("delete from {0} t where {1}", target(), matches(table.key(), true)));
  }

  /** One array per column. */
  String setInsert() {
    return setInsert;
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

  /** One array per written column, then one per key column. */
  String setUpdate(List<Integer> written) {
    return setUpdates.computeIfAbsent(written, this::renderSetUpdate);
  }

  /** One value per written column, then one per key column. */
  String rowUpdate(List<Integer> written) {
    return rowUpdates.computeIfAbsent(written, this::renderRowUpdate);
  }

  private String renderSetUpdate(List<Integer> written) {
    List<QueryPart> names = new ArrayList<>();
    List<QueryPart> parameters = new ArrayList<>();
    List<QueryPart> assignments = new ArrayList<>();
    for (int column : written) {
      QueryPart value = name("v" + column);
      names.add(value);
      parameters.add(sql("?::text[]"));
      assignments.add(sql("{0} = {1}::{2}", columnName(column), sql("x.{0}", value), type(column)));
    }
    for (int column : table.key()) {
      names.add(name("c" + column));
      parameters.add(sql("?::text[]"));
    }
    return RENDER.render(
        sql(
            "update {0} t set {1} from unnest({2}) as x({3}) where {4}",
            target(),
            list(assignments),
            list(parameters),
            list(names),
            matches(table.key(), false)));
  }

  private String renderRowUpdate(List<Integer> written) {
    List<QueryPart> assignments = new ArrayList<>();
    for (int column : written) {
      assignments.add(sql("{0} = {1}::text::{2}", columnName(column), PARAMETER, type(column)));
    }
    QueryPart where =
        table.wholeRow()
            ? sql("(t.tableoid, t.ctid) = ({0})", oneTwin())
            : matches(table.key(), true);
    return RENDER.render(sql("update {0} t set {1} where {2}", target(), list(assignments), where));
  }

  private List<Integer> all() {
    return IntStream.range(0, table.columns().size()).boxed().toList();
  }

  private String overriding() {
    return table.overridesIdentity() ? " overriding system value" : "";
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
                    parameters
                        ? sql("{0}::text::{1}", PARAMETER, type(place))
                        : sql("x.{0}::{1}", name("c" + place), type(place)))
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
          parameters
              ? sql("{0}::text::{1}", PARAMETER, type(place))
              : sql("x.{0}::{1}", name("c" + place), type(place));
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
    return sql("select s.tableoid, s.ctid from {0} s where {1} limit 1", target(), and(conditions));
  }

  private static QueryPart and(List<QueryPart> conditions) {
    QueryPart all = conditions.getFirst();
    for (QueryPart next : conditions.subList(1, conditions.size())) {
      all = sql("{0} and {1}", all, next);
    }
    return all;
  }
}
