package dev.baton.config;

import static dev.baton.config.SettingsFile.plus;
import static dev.baton.config.SettingsFile.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule, broken once: exactly one problem, with exactly this text. */
class SettingsRulesTest {

  @ParameterizedTest
  @MethodSource
  void aBrokenRuleIsReportedAlone(String yaml, String problem) {
    assertThat(SettingsFile.problems(yaml)).containsExactly("baton.yaml:" + problem);
  }

  static Stream<Arguments> aBrokenRuleIsReportedAlone() {
    return Stream.of(engine(), endpoints(), sites(), replicate(), conflicts(), rest())
        .flatMap(rules -> rules);
  }

  private static Stream<Arguments> engine() {
    String name = Names.EXPECTED_NAME;
    return Stream.of(
        arguments(
            with("shop\n", "seventeen_letters\n"),
            "1: link is 'seventeen_letters': " + name + "; the link's name"),
        arguments(
            with("id: blue", "id: 1blue"),
            "2: engine.id is '1blue': " + name + "; the engine's id"),
        arguments(
            with("link: shop", "link:"), "1: link: has no value; " + name + "; the link's name"),
        arguments(
            with("link: shop", "link: [ shop ]"),
            "1: link: " + name + "; the link's name, not a list or further keys"),
        arguments(
            engine("memory-limit: 15MiB"),
            "2: engine.memory-limit is '15MiB': expected a size from 16MiB to 1024GiB"),
        arguments(
            engine("memory-limit: 128MB"),
            "2: engine.memory-limit is '128MB': expected a size from 16MiB to 1024GiB"),
        arguments(
            engine("memory-limit: 99999999999999999GiB"),
            "2: engine.memory-limit is '99999999999999999GiB': expected a size from 16MiB to 1024GiB"),
        arguments(
            engine("heartbeat-interval: 99ms"),
            "2: engine.heartbeat-interval is '99ms': expected a duration from 100ms to 5m"),
        arguments(
            engine("heartbeat-interval: 10"),
            "2: engine.heartbeat-interval is '10': expected a duration from 100ms to 5m"),
        arguments(engine("data-dir: \"a\\0b\""), "2: engine.data-dir is 'a?b': expected a path"),
        arguments(
            engine("jmx: 9010"), "2: engine.jmx: expected keys below it, not a value or a list"),
        arguments(
            plus("colour: red\n"),
            "8: colour: unknown key; expected link, engine, sites, replicate, conflicts, apply, swap or transport"),
        arguments(plus("aply: { lanes: 3 }\n"), "8: aply: unknown key; did you mean 'apply'?"));
  }

  private static Stream<Arguments> endpoints() {
    String open =
        "reachable from other machines; expected key-store, key-store-password and password-file with it, or 127.0.0.1";
    String secured = "key-store: k, key-store-password: p, password-file: f";
    return Stream.of(
        arguments(
            engine("jmx: { port: 65536 }"),
            "2: engine.jmx.port is '65536': expected a whole number from 0 to 65535"),
        arguments(
            engine("http: { port: -1 }"),
            "2: engine.http.port is '-1': expected a whole number from 0 to 65535"),
        arguments(engine("http: { bind: 0.0.0.0 }"), "2: engine.http.bind is '0.0.0.0': " + open),
        arguments(
            engine("jmx: { bind: \"::\", key-store: k, key-store-password: p }"),
            "2: engine.jmx.bind is '::': " + open),
        arguments(
            engine("jmx: { bind: 127.0.0.1.example.com }"),
            "2: engine.jmx.bind is '127.0.0.1.example.com': " + open),
        arguments(
            engine("jmx: { bind: \"a b\", " + secured + " }"),
            "2: engine.jmx.bind is 'a b': expected an address or a host name to listen on"),
        arguments(
            engine("jmx: { key-store: k }"),
            "2: engine.jmx.key-store-password: missing; expected together with key-store"),
        arguments(
            engine("jmx: { key-store-password: k }"),
            "2: engine.jmx.key-store: missing; expected together with key-store-password"),
        arguments(
            engine("jmx: { prt: 1 }"), "2: engine.jmx.prt: unknown key; did you mean 'port'?"));
  }

  private static Stream<Arguments> sites() {
    String west = "west: { url: \"jdbc:postgresql://b/shop\", user: baton }";
    return Stream.of(
        arguments(with("  " + west + "\n", ""), "3: sites: expected exactly two sites, found 1"),
        arguments(
            with(west, west + "\n  north: { url: \"jdbc:postgresql://c/shop\", user: baton }"),
            "3: sites: expected exactly two sites, found 3"),
        arguments(
            with("//b/", "//A:5432/"),
            "3: sites: both are one database; expected exactly two sites"),
        arguments(
            with("west:", "West:"), "5: sites.West: " + Names.EXPECTED_NAME + "; the site's name"),
        arguments(
            with("\"jdbc:postgresql://b/shop\", user: baton", "\"jdbc:postgresql://b/shop\""),
            "5: sites.west.user: missing; expected the role of the running engine"),
        arguments(
            with("url: \"jdbc:postgresql://b/shop\", ", ""),
            "5: sites.west.url: missing; expected jdbc:postgresql://host[:port]/database"),
        arguments(
            with("//b/shop", "//b"),
            "5: sites.west.url is 'jdbc:postgresql://b': expected jdbc:postgresql://host[:port]/database"),
        arguments(
            west("type: postgres"),
            "5: sites.west.type is 'postgres': expected postgresql; did you mean 'postgresql'?"),
        arguments(
            west("reader: pgoutputs"),
            "5: sites.west.reader is 'pgoutputs': expected debezium or pgoutput; did you mean 'pgoutput'?"),
        arguments(
            west("loop-filter: orign"),
            "5: sites.west.loop-filter is 'orign': expected auto, origin or applied-log; did you mean 'origin'?"),
        arguments(
            west("admin-password: x"),
            "5: sites.west.admin-user: missing; expected together with admin-password"),
        arguments(
            west("pasword: x"), "5: sites.west.pasword: unknown key; did you mean 'password'?"));
  }

  private static Stream<Arguments> replicate() {
    String pattern =
        "expected schema.table, in which * stands for any characters, outside the schema baton";
    return Stream.of(
        arguments(
            with("[ \"public.*\" ]", "[]"),
            "7: replicate.tables: expected at least one table, like \"public.*\""),
        arguments(
            with("[ \"public.*\" ]", "public.*"),
            "7: replicate.tables: expected a list of tables, like [ \"public.*\" ]"),
        arguments(
            with("[ \"public.*\" ]", "[ \"public.*\", orders ]"),
            "7: replicate.tables[1] is 'orders': " + pattern),
        arguments(
            with("[ \"public.*\" ]", "[ \"public.*\", \"baton.stream\" ]"),
            "7: replicate.tables[1] is 'baton.stream': " + pattern),
        arguments(
            plus("  exclude: [ \"a.b.c\" ]\n"), "8: replicate.exclude[0] is 'a.b.c': " + pattern),
        arguments(
            plus("  streams: [ east ]\n"),
            "8: replicate.streams[0] is 'east': expected a stream, like 'east->west'"),
        arguments(
            plus("  streams: []\n"),
            "8: replicate.streams: expected at least one stream, or none of this key for both"),
        arguments(
            plus("  streams: [ \"east->east\" ]\n"),
            "8: replicate.streams[0] is 'east->east': leads from a site to itself; expected two sites"),
        arguments(
            plus("  streams: [ \"east->west\", \"east -> west\" ]\n"),
            "8: replicate.streams[1] is 'east -> west': stands twice"),
        arguments(
            plus("  streams: [ \"east->south\" ]\n"),
            "8: replicate.streams[0] is 'east->south': no site is named 'south'"),
        arguments(
            plus("  map: { customer: crm.customer }\n"),
            "8: replicate.map.customer: expected a table as schema.table on the left"),
        arguments(
            plus("  map: { public.customer: client }\n"),
            "8: replicate.map.\"public.customer\" is 'client': expected a table as schema.table"),
        arguments(
            plus("  map: { public.customer: \"crm.*\" }\n"),
            "8: replicate.map.\"public.customer\" is 'crm.*': expected a table as schema.table"),
        arguments(
            plus("  map: { sales.customer: crm.customer }\n"),
            "8: replicate.map.\"sales.customer\": renames a table that replicate.tables does not include"),
        arguments(
            plus("  map: { public.a: crm.a, public.b: crm.a }\n"),
            "8: replicate.map.\"public.b\" is 'crm.a': 'public.a' has this name already"),
        arguments(
            with("[ \"public.*\" ]", "[ public.a, public.b ]\n  map: { public.a: public.b }"),
            "8: replicate.map.\"public.a\": 'public.b' is replicated under its own name already"));
  }

  private static Stream<Arguments> conflicts() {
    return Stream.of(
        arguments(
            plus("conflicts: { default: last-write-wins }\n"),
            "8: conflicts.default is 'last-write-wins': expected last-writer-wins, site-priority, keep-target, take-source or stop; did you mean 'last-writer-wins'?"),
        arguments(
            plus("conflicts: { default: delta }\n"),
            "8: conflicts.default is 'delta': expected last-writer-wins, site-priority, keep-target, take-source or stop"),
        arguments(
            table("public.account: { policy: delta }"),
            "8: conflicts.tables.\"public.account\".columns: missing; policy delta expects the columns it adds up"),
        arguments(
            table("public.account: { policy: delta, columns: [] }"),
            "8: conflicts.tables.\"public.account\".columns: missing; policy delta expects the columns it adds up"),
        arguments(
            table("public.account: { policy: delta, columns: [ a, a ] }"),
            "8: conflicts.tables.\"public.account\".columns[1] is 'a': expected every column once"),
        arguments(
            table("public.account: { policy: stop, columns: [ a ] }"),
            "8: conflicts.tables.\"public.account\".columns: belongs to policy delta alone; expected none"),
        arguments(
            table("public.account: {}"),
            "8: conflicts.tables.\"public.account\".policy: missing; expected last-writer-wins, site-priority, keep-target, take-source, delta or stop"),
        arguments(
            table("account: { policy: stop }"),
            "8: conflicts.tables.account: expected a table as schema.table"),
        arguments(
            table("sales.account: { policy: stop }"),
            "8: conflicts.tables.\"sales.account\": a table that replicate.tables does not include"));
  }

  private static Stream<Arguments> rest() {
    return Stream.of(
        arguments(
            plus("apply: { lanes: 0 }\n"),
            "8: apply.lanes is '0': expected a whole number from 1 to 64"),
        arguments(
            plus("apply: { lanes: 65 }\n"),
            "8: apply.lanes is '65': expected a whole number from 1 to 64"),
        arguments(
            plus("apply: { lanes: two }\n"),
            "8: apply.lanes is 'two': expected a whole number from 1 to 64"),
        arguments(
            plus("apply: { max-group-transactions: 100001 }\n"),
            "8: apply.max-group-transactions is '100001': expected a whole number from 1 to 100000"),
        arguments(
            plus("apply: { max-group-bytes: 129MiB }\n"),
            "8: apply.max-group-bytes is '129MiB': expected a size from 1KiB to 128MiB"),
        arguments(
            plus("swap: { deadline: soon }\n"),
            "8: swap.deadline is 'soon': expected a duration from 100ms to 168h"),
        arguments(
            plus("swap: { confirm: -1s }\n"),
            "8: swap.confirm is '-1s': expected a duration from 0ms to 168h"),
        arguments(
            plus("swap: { on-deadline: cancel_blockers }\n"),
            "8: swap.on-deadline is 'cancel_blockers': expected wait, abort or cancel-blockers; did you mean 'cancel-blockers'?"),
        arguments(
            plus("swap: { slot: fresh, cut: boundary }\n"),
            "8: swap.cut: 'boundary' takes a slot copied from the current engine's; expected token, or slot: copied"),
        arguments(
            plus("swap: { tokens: rows }\n"),
            "8: swap.tokens is 'rows': expected message or row; did you mean 'row'?"),
        arguments(
            plus("transport: { type: kafka }\n"),
            "8: transport.type is 'kafka': not supported by this version; expected direct"));
  }

  private static String engine(String key) {
    return with("{ id: blue }", "{ id: blue, " + key + " }");
  }

  private static String west(String key) {
    return with("//b/shop\",", "//b/shop\", " + key + ",");
  }

  private static String table(String entry) {
    return plus("conflicts: { tables: { " + entry + " } }\n");
  }
}
