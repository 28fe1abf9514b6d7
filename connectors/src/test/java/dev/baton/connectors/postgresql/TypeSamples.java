package dev.baton.connectors.postgresql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values at the edges of every carried type, as SQL writes them. Null goes with each type besides.
 */
final class TypeSamples {

  /** What makes the roles that samples name, once for all databases of a server. */
  static final List<String> MADE_ROLES =
      List.of("create role \"-\"", "create role \"Odd \"\"role. 1\"", "create role \"12\"");

  /** What makes the types that are not built in, and what samples name; schema {@code app}. */
  static final List<String> MADE_TYPES =
      List.of(
          "create schema app",
          "create type app.mood as enum ('', 'good', 'it''s', 'ümläut', 'a,b', '{x}')",
          "create domain app.amount as numeric check (value is null or value <> 13)",
          "create domain app.code as varchar(8) not null default 'x'",
          "create domain app.numbers as int[]",
          "create domain app.types as regtype[]",
          "create type app.place as (street text, number int, at point, since timetz)",
          "create type app.span as range (subtype = float8, subtype_diff = float8mi)",
          "create type app.\"Odd \"\"Type. 1\" as enum ('a', 'b')",
          // Namesakes of built-in types, in another shape.
          "create domain app.bool as text",
          "create domain app.int4 as text",
          "create domain app.\"interval\" as text",
          "create type app.\"date\" as enum ('today', 'infinity')",
          "create schema \"a.b \"\"c\"",
          "create function app.now() returns int language sql as 'select 1'",
          "create function app.now(app.\"date\", variadic text[]) returns int language sql as 'select 2'",
          "create function \"a.b \"\"c\".\"f g\"(\"char\") returns int language sql as 'select 3'",
          "create operator app.+ (leftarg = int, rightarg = int, function = int4pl)",
          "create operator app.!! (rightarg = int, function = int4abs)",
          "create text search configuration app.english (copy = pg_catalog.english)",
          "create text search dictionary app.\"Odd. 1\" (template = simple)",
          "create collation app.\"C\" from pg_catalog.\"C\"");

  private TypeSamples() {}

  /** By type, as a column's declaration writes it. */
  static Map<String, List<String>> all() {
    Map<String, List<String>> samples = new LinkedHashMap<>();
    numbers(samples);
    texts(samples);
    times(samples);
    documents(samples);
    networks(samples);
    shapes(samples);
    ranges(samples);
    arrays(samples);
    made(samples);
    ofTheServer(samples);
    ofTheCatalog(samples);
    return samples;
  }

  private static void numbers(Map<String, List<String>> to) {
    to.put("bool", List.of("true", "false"));
    to.put("int2", List.of("-32768", "32767", "0"));
    to.put("int4", List.of("-2147483648", "2147483647"));
    to.put("int8", List.of("-9223372036854775808", "9223372036854775807"));
    to.put(
        "float4",
        List.of("NaN", "Infinity", "-Infinity", "-0", "1e-45", "3.4028235e38", "0.1", "16777216"));
    to.put(
        "float8",
        List.of(
            "NaN",
            "Infinity",
            "-Infinity",
            "-0",
            "5e-324",
            "1.7976931348623157e308",
            "0.1",
            "2.2250738585072014e-308",
            "123456789012345680"));
    to.put(
        "numeric",
        List.of(
            "NaN",
            "Infinity",
            "-Infinity",
            "0",
            "0.000",
            "1.50",
            "-0.00000000000000000001",
            "1e1000",
            "9".repeat(131072),
            "0." + "0".repeat(16382) + "1"));
    to.put("numeric(10,2)", List.of("99999999.99", "-0.01", "NaN"));
    to.put("numeric(5,-2)", List.of("1234567", "0"));
    to.put("money", List.of("-92233720368547758.08", "92233720368547758.07", "0", "-1234.5"));
    to.put("oid", List.of("0", "4294967295"));
    to.put("pg_lsn", List.of("0/0", "FFFFFFFF/FFFFFFFF"));
  }

  private static void texts(Map<String, List<String>> to) {
    List<String> odd =
        List.of(
            "",
            " ",
            "NULL",
            "null",
            "unchanged",
            "__debezium_unavailable_value",
            "it's \"q\" \\ \\x41 $1 {a,b} (c)",
            "line\nbreak\r\ttab\u0001\u007f",
            "ümläut \uD83D\uDE80 \uFFFD \u0301");
    to.put("text", odd);
    to.put("varchar", odd);
    to.put("varchar(5)", List.of("", "ab   ", "\uD83D\uDE80é"));
    to.put("char(5)", List.of("", "a", "ab   ", " a"));
    to.put("bpchar", List.of("", "a  ", " a"));
    to.put("\"char\"", List.of("", "a", "\\201", " "));
    to.put("name", List.of("", "x".repeat(63), "a\"b'c"));
    to.put("bytea", List.of("", "\\x00ff5c27", "\\x" + "00".repeat(3000)));
    to.put("bit(3)", List.of("000", "101"));
    to.put("bit", List.of("0", "1"));
    to.put("varbit", List.of("", "0", "1".repeat(100)));
    to.put("varbit(5)", List.of("", "10101"));
    to.put(
        "uuid",
        List.of("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"));
  }

  private static void times(Map<String, List<String>> to) {
    to.put(
        "date",
        List.of(
            "infinity",
            "-infinity",
            "4714-11-24 BC",
            "0001-12-31 BC",
            "0001-01-01",
            "1582-10-10",
            "2024-02-29",
            "10000-01-01",
            "5874897-12-31"));
    to.put("time", List.of("00:00", "24:00", "23:59:59.999999", "12:00:00.1"));
    to.put("time(0)", List.of("23:59:59.6", "24:00"));
    to.put(
        "timetz",
        List.of("00:00+15:59:59", "24:00-15:59:59", "12:00:00.000001+05:30", "12:00:00+00"));
    List<String> instants =
        List.of(
            "infinity",
            "-infinity",
            "4714-11-24 00:00:00 BC",
            "0001-12-31 23:59:59.999999 BC",
            "0001-01-01 00:00:00",
            "1582-10-10 12:00:00",
            "1891-01-01 00:00:00",
            "1970-01-01 00:00:00.000001",
            "2024-03-31 02:30:00",
            "9999-12-31 23:59:59.999999",
            "10000-01-01 00:00:00",
            "294276-12-31 23:59:59.999999");
    to.put("timestamp", instants);
    to.put("timestamp(3)", List.of("2024-01-01 00:00:00.9999", "infinity"));
    to.put("timestamptz", instants);
    to.put(
        "interval",
        List.of(
            "infinity",
            "-infinity",
            "0",
            "1 year 2 months -3 days 04:05:06.000007",
            "-1 year -2 months 3 days -04:05:06.789",
            "-1 month +1 day -00:00:00.000001",
            "-178956970 years -8 months",
            "178956970 years 7 months 2147483647 days 2562047788:00:54.775807",
            "-2147483648 days -2562047788:00:54.775807",
            "36 hours",
            "1000000 hours"));
    to.put("interval year to month", List.of("1 year 2 months"));
    to.put("interval second(2)", List.of("00:00:01.239"));
  }

  private static void documents(Map<String, List<String>> to) {
    to.put(
        "json",
        List.of(
            "{}",
            " { \"b\" :1,\n\t\"a\": [ ], \"a\":null, \"b\": 1.0e2 } ",
            "\"\\u0000 \\ud83d\\ude80 /\"",
            "null",
            "1e-400",
            "12345678901234567890.0"));
    to.put(
        "jsonb",
        List.of("{}", "{\"b\":1,\"a\":[],\"a\":null}", "null", "1.10", "\"ü \\\" \\\\ \\n\""));
    to.put("jsonpath", List.of("$", "strict $.\"a b\"[*] ? (@ > 1 && @.x like_regex \"^a\")"));
    to.put("xml", List.of("", "<a b='c'> <d/>\n&amp;</a>", "just <b>content</b>", "<a/><b/>"));
    to.put(
        "tsvector", List.of("", "a:1A fat:2B,4C 'it''s':3 'b c'", "'\\\\x':1", "x".repeat(2000)));
    to.put("tsquery", List.of("", "fat & (rat | !'c''s':AB*)", "a <-> b <3> c"));
  }

  private static void networks(Map<String, List<String>> to) {
    to.put(
        "inet", List.of("0.0.0.0", "255.255.255.255/0", "::", "::ffff:1.2.3.4/128", "10.1.2.3/8"));
    to.put("cidr", List.of("0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32", "::1/128"));
    to.put("macaddr", List.of("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"));
    to.put("macaddr8", List.of("00:00:00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff:ff:ff"));
  }

  private static void shapes(Map<String, List<String>> to) {
    to.put("point", List.of("(0,-0)", "(1e308,5e-324)", "(NaN,Infinity)", "(0.1,-Infinity)"));
    to.put("line", List.of("{1,-1,0.1}", "{0,1,Infinity}"));
    to.put("lseg", List.of("[(0,0),(0.1,1e300)]", "[(1,1),(1,1)]"));
    to.put("box", List.of("(1,1),(0,0)", "(0.1,Infinity),(-Infinity,-0)"));
    to.put("path", List.of("[(0,0),(1,1),(0.1,2)]", "((0,0),(1,1))", "[(0,0)]"));
    to.put("polygon", List.of("((0,0),(1,1),(0.1,2))", "((0,0))"));
    to.put("circle", List.of("<(0,0),0>", "<(0.1,-1e300),Infinity>"));
  }

  private static void ranges(Map<String, List<String>> to) {
    to.put("int4range", List.of("empty", "(,)", "[1,5)", "[1,1]"));
    to.put("int8range", List.of("empty", "[-9223372036854775808,9223372036854775807)"));
    to.put("numrange", List.of("empty", "(1.50,NaN]", "[-Infinity,1e30)"));
    to.put("daterange", List.of("empty", "[-infinity,infinity)", "[4714-11-24 BC,10000-01-01)"));
    to.put(
        "tsrange",
        List.of(
            "empty", "[\"0001-01-01 00:00:00 BC\",infinity]", "(,\"2024-01-01 00:00:00.000001\")"));
    to.put(
        "tstzrange", List.of("empty", "[\"1891-01-01 00:00:00+00\",\"10000-01-01 00:00:00+00\")"));
    to.put("int4multirange", List.of("{}", "{[1,3),[5,9)}", "{(,)}"));
    to.put("int8multirange", List.of("{}", "{[1,3)}"));
    to.put("nummultirange", List.of("{}", "{[1.10,3),(5,NaN]}"));
    to.put("datemultirange", List.of("{}", "{[2024-01-01,infinity)}"));
    to.put("tsmultirange", List.of("{}", "{[\"2024-01-01 00:00:00\",infinity]}"));
    to.put(
        "tstzmultirange",
        List.of("{}", "{[\"1891-01-01 00:00:00+00\",\"2024-01-01 00:00:00+00\")}"));
  }

  private static void arrays(Map<String, List<String>> to) {
    to.put("int4[]", List.of("{}", "{NULL}", "{{1,2},{3,NULL}}", "[0:1][-1:0]={{1,2},{3,4}}"));
    to.put("text[]", List.of("{}", "{\"\",NULL,\"NULL\",\"a\\\"b\\\\,{}\"}", "{{{a}}}"));
    to.put("timestamptz[]", List.of("{infinity,NULL,\"4714-11-24 00:00:00+00 BC\"}"));
    to.put("numeric(6,2)[]", List.of("{NaN,1.10,-0.01}"));
    to.put("box[]", List.of("{(1,1),(0,0);(0.1,2),(0,0)}"));
    to.put("interval[]", List.of("{infinity,\"1 mon -1 days\"}"));
    to.put("bytea[]", List.of("{\"\\\\x00ff\",NULL}"));
    to.put("float8[]", List.of("{NaN,-0,5e-324}"));
    to.put("bool[]", List.of("{t,f,NULL}"));
    to.put("json[]", List.of("{\"{\\\"a\\\": 1,  \\\"a\\\":2}\"}"));
    to.put("money[]", List.of("{\"$1,234.50\",-$0.01}"));
    to.put("char(3)[]", List.of("{a,\"b  \"}"));
  }

  private static void made(Map<String, List<String>> to) {
    to.put("app.mood", List.of("", "good", "it's", "ümläut", "a,b"));
    to.put("app.mood[]", List.of("{\"\",good,\"a,b\",\"{x}\"}"));
    to.put("app.amount", List.of("1.50", "NaN"));
    to.put("app.code", List.of("", "ab  "));
    to.put("app.numbers", List.of("{}", "[5:6]={1,NULL}"));
    to.put("app.place", List.of("(,,,)", "(\"a \"\"b\"\", (c)\",-1,\"(0.1,2)\",24:00:00+05:30)"));
    to.put("app.place[]", List.of("{\"(a,1,,)\",NULL}"));
    to.put("app.span", List.of("empty", "[-Infinity,5e-324)"));
    to.put("app.span_multirange", List.of("{}", "{[0.1,Infinity]}"));
    to.put("app.\"Odd \"\"Type. 1\"", List.of("a", "b"));
    to.put("app.bool", List.of("yes", ""));
    to.put("app.int4", List.of("007", "+1"));
    to.put("app.\"interval\"", List.of("anything"));
    to.put("app.\"date\"", List.of("today", "infinity"));
  }

  /** Transactions, rows and cursors of one server. */
  private static void ofTheServer(Map<String, List<String>> to) {
    to.put("xid", List.of("0", "3", "4294967295"));
    to.put("xid[]", List.of("{0,NULL,4294967295}"));
    to.put("xid8", List.of("0", "18446744073709551615"));
    to.put("xid8[]", List.of("{{0},{18446744073709551615}}"));
    to.put("cid", List.of("0", "4294967295"));
    to.put("cid[]", List.of("{0,NULL,4294967295}"));
    to.put("tid", List.of("(0,0)", "(0,1)", "(4294967295,65535)"));
    to.put("tid[]", List.of("{\"(0,0)\",NULL,\"(4294967295,65535)\"}"));
    List<String> snapshots =
        List.of(
            "1:1:",
            "10:20:10,14,15",
            "1:9223372036854775807:9223372036854775806",
            "9223372036854775807:9223372036854775807:");
    to.put("pg_snapshot", snapshots);
    to.put("pg_snapshot[]", List.of("{1:1:,NULL,\"10:20:10,14,15\"}"));
    to.put("txid_snapshot", snapshots);
    to.put("txid_snapshot[]", List.of("{1:1:,NULL,\"10:20:10,14,15\"}"));
    to.put("refcursor", List.of("", "<unnamed portal 1>", "a\"b'c \\ \n"));
    to.put("refcursor[]", List.of("{\"\",NULL,\"a\\\"b\"}"));
  }

  private static void ofTheCatalog(Map<String, List<String>> to) {
    to.put("int2vector", List.of("", "0", "-32768 32767 0", "1 ".repeat(2000)));
    to.put("int2vector[]", List.of("{\"\",NULL,\"-32768 32767\"}"));
    to.put("oidvector", List.of("", "0", "0 4294967295 1"));
    to.put("oidvector[]", List.of("{\"\",NULL,\"0 4294967295\"}"));
    to.put(
        "aclitem",
        List.of(
            "=/postgres",
            "=r*/\"-\"",
            "\"Odd \"\"role. 1\"=a*r*w*d*D*x*t*X*U*C*T*c*s*A*m*/\"12\"",
            "postgres=arwdDxtXUCTcsAm/postgres"));
    to.put("aclitem[]", List.of("{=r/postgres,NULL,\"\\\"12\\\"=r/postgres\"}"));
    to.put(
        "regprocedure",
        List.of(
            "-",
            "4294967295",
            "app.now()",
            "now()",
            "app.now(app.\"date\", text[])",
            "\"a.b \"\"c\".\"f g\"(\"char\")"));
    to.put("regprocedure[]", List.of("{-,NULL,app.now(),\"sum(double precision)\"}"));
    to.put(
        "regoperator",
        List.of(
            "0",
            "4294967295",
            "+(integer, integer)",
            "app.+(integer, integer)",
            "app.!!(none, int)"));
    to.put("regoperator[]", List.of("{0,NULL,\"-(NONE,integer)\"}"));
    to.put(
        "regtype",
        List.of(
            "-",
            "4294967295",
            "date",
            "app.\"date\"",
            "app.\"date\"[]",
            "app.\"Odd \"\"Type. 1\"",
            "bit",
            "\"char\"",
            "timestamp with time zone[]"));
    to.put("regtype[]", List.of("{-,NULL,app.int4,\"character varying\"}"));
    to.put(
        "regrole",
        List.of("-", "4294967295", "\"-\"", "\"12\"", "\"Odd \"\"role. 1\"", "postgres"));
    to.put("regrole[]", List.of("{-,NULL,\"\\\"12\\\"\"}"));
    to.put("regnamespace", List.of("-", "4294967295", "app", "\"a.b \"\"c\"", "pg_catalog"));
    to.put("regnamespace[]", List.of("{-,NULL,app}"));
    to.put("regconfig", List.of("-", "4294967295", "english", "app.english"));
    to.put("regconfig[]", List.of("{-,NULL,app.english}"));
    to.put("regdictionary", List.of("-", "4294967295", "simple", "app.\"Odd. 1\""));
    to.put("regdictionary[]", List.of("{-,NULL,\"app.\\\"Odd. 1\\\"\"}"));
    to.put("regcollation", List.of("-", "4294967295", "\"C\"", "app.\"C\"", "\"default\""));
    to.put("regcollation[]", List.of("{-,NULL,\"app.\\\"C\\\"\"}"));
    to.put("app.types", List.of("{app.date,date}"));
  }
}
