package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rows that are found by values of the server's own types, of which those that name an object have
 * another number at each site; the target's column says which type a text is of.
 */
class CatalogTypesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** By type, a query of many values. Those of an index are keys of their table. */
  private static final Map<String, String> INDEXED = new LinkedHashMap<>();

  /** The others are found by the whole row. */
  private static final Map<String, String> WHOLE = new LinkedHashMap<>();

  @AutoClose private static LinkFixture link;

  static {
    INDEXED.put("tid", "select format('(%s,%s)', i, i % 7)::tid from generate_series(1, 500) i");
    INDEXED.put("xid8", "select (i * 10000000000)::text::xid8 from generate_series(1, 500) i");
    INDEXED.put(
        "int2vector", "select format('%s 0 -1', i)::int2vector from generate_series(1, 500) i");
    INDEXED.put(
        "oidvector", "select format('%s 0 7', i)::oidvector from generate_series(1, 500) i");
    String own = " where oid >= 16384 and oid::%s::text like 'own.%%' or oid between 1 and 1500";
    INDEXED.put("regtype", "select oid::regtype from pg_type" + own.formatted("regtype"));
    INDEXED.put(
        "regprocedure", "select oid::regprocedure from pg_proc" + own.formatted("regprocedure"));
    INDEXED.put(
        "regoperator", "select oid::regoperator from pg_operator" + own.formatted("regoperator"));
    INDEXED.put("regrole", "select oid::regrole from pg_roles");
    INDEXED.put(
        "regnamespace", "select oid::regnamespace from pg_namespace where nspname !~ '^pg_t'");
    INDEXED.put("regconfig", "select oid::regconfig from pg_ts_config");
    INDEXED.put("regdictionary", "select oid::regdictionary from pg_ts_dict");
    INDEXED.put("regcollation", "select oid::regcollation from pg_collation limit 20");
    WHOLE.put("xid", "select i::text::xid from generate_series(1, 20) i");
    WHOLE.put("cid", "select i::text::cid from generate_series(1, 20) i");
    WHOLE.put("refcursor", "select ('portal ' || i)::refcursor from generate_series(1, 20) i");
    WHOLE.put(
        "pg_snapshot", "select format('1:%s:', i)::pg_snapshot from generate_series(1, 20) i");
    WHOLE.put(
        "txid_snapshot", "select format('1:%s:', i)::txid_snapshot from generate_series(1, 20) i");
    WHOLE.put("aclitem", "select format('%I=r/app', rolname)::aclitem from pg_roles");
  }

  @BeforeAll
  static void start() {
    link = LinkFixture.start(List.of("public.of_*"));
    link.west().execute("create type apart as enum ('so that numbers differ')");
    List<String> made =
        new ArrayList<>(
            List.of(
                "create schema own",
                "grant usage on schema own to " + PostgresSite.ENGINE,
                "create type own.mood as enum ('good')",
                "create function own.f(own.mood) returns int language sql as 'select 1'",
                "create operator own.+ (leftarg = int, rightarg = int, function = int4pl)",
                "create text search configuration own.english (copy = pg_catalog.english)",
                "create text search dictionary own.words (template = simple)"));
    INDEXED
        .keySet()
        .forEach(
            type -> made.add("create table of_%1$s (v %1$s primary key, n int)".formatted(type)));
    for (String type : WHOLE.keySet()) {
      made.add("create table of_%1$s (v %1$s, n int)".formatted(type));
      made.add("alter table of_" + type + " replica identity full");
    }
    link.sites().forEach(site -> site.execute(made.toArray(String[]::new)));
  }

  @Test
  void rowsAreFoundByTheirValuesInSetsAndOneByOne() {
    link.provision();
    insert();
    alter();
    try (EngineProcess engine = link.engine()) {
      awaitAlike();
      alter();
      awaitAlike();
      assertThat(BatonProgram.done("verify", "-c", link.settingsFile().toString()))
          .contains("east and west are equal");
      engine.assertAlive();
    }
    assertThat(link.west().value("select v::oid from of_regtype where v::text = 'own.mood'"))
        .as("the number of own.mood")
        .isNotEqualTo(
            link.east().value("select v::oid from of_regtype where v::text = 'own.mood'"));
  }

  private static void insert() {
    INDEXED.forEach(
        (type, values) ->
            link.east()
                .execute("insert into of_%s select v, 0 from (%s) s(v)".formatted(type, values)));
    WHOLE.forEach(
        (type, values) ->
            link.east()
                .execute("insert into of_%s select v, 0 from (%s) s(v)".formatted(type, values)));
  }

  /** Every row, and two of them away. */
  private static void alter() {
    List<String> types = new ArrayList<>(INDEXED.keySet());
    types.addAll(WHOLE.keySet());
    for (String type : types) {
      link.east()
          .execute(
              "update of_%s set n = n + 1".formatted(type),
              "delete from of_%1$s where ctid = any (array(select ctid from of_%1$s where v::text not like 'own%%' limit 2))"
                  .formatted(type));
    }
  }

  private static void awaitAlike() {
    List<String> types = new ArrayList<>(INDEXED.keySet());
    types.addAll(WHOLE.keySet());
    for (String type : types) {
      String rows =
          link.awaitSame(
              "select string_agg(concat_ws(' ', v, n), ',' order by v::text collate \"C\") from of_"
                  + type,
              SOON);
      assertThat(rows).as(type).isNotEmpty();
    }
  }
}
