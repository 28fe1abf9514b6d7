package dev.baton.connectors.postgresql;

import dev.baton.connectors.postgresql.TableDescription.Column;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of types: which built-in types Baton carries, each as the server's own text, and which
 * it refuses, and why. Everything made of carried types is carried: domains, arrays, ranges,
 * composites. So are enums and the types of extensions.
 */
public final class CarriedTypes {

  /** Types of schema pg_catalog that are carried unaltered. */
  public static final Set<String> CARRIED =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "money",
          "oid",
          "char",
          "name",
          "text",
          "varchar",
          "bpchar",
          "bytea",
          "bit",
          "varbit",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "uuid",
          "json",
          "jsonb",
          "jsonpath",
          "xml",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "polygon",
          "circle",
          "tsvector",
          "tsquery",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "int4multirange",
          "int8multirange",
          "nummultirange",
          "tsmultirange",
          "tstzmultirange",
          "datemultirange",
          "pg_lsn");

  /** Types of schema pg_catalog that are refused, with the reason. */
  public static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("xid", "it counts transactions of one server and means nothing on another"),
          Map.entry("xid8", "it counts transactions of one server and means nothing on another"),
          Map.entry("cid", "it counts commands of one transaction"),
          Map.entry("tid", "it is a place in one server's files"),
          Map.entry("pg_snapshot", "it tells of transactions of one server"),
          Map.entry("txid_snapshot", "it tells of transactions of one server"),
          Map.entry("regclass", "its numbers differ from server to server"),
          Map.entry("regproc", "its numbers differ from server to server"),
          Map.entry("regprocedure", "its numbers differ from server to server"),
          Map.entry("regoper", "its numbers differ from server to server"),
          Map.entry("regoperator", "its numbers differ from server to server"),
          Map.entry("regtype", "its numbers differ from server to server"),
          Map.entry("regrole", "its numbers differ from server to server"),
          Map.entry("regnamespace", "its numbers differ from server to server"),
          Map.entry("regconfig", "its numbers differ from server to server"),
          Map.entry("regdictionary", "its numbers differ from server to server"),
          Map.entry("regcollation", "its numbers differ from server to server"),
          Map.entry("regdatabase", "its numbers differ from server to server"),
          Map.entry("refcursor", "it names a cursor of one session"),
          Map.entry("int2vector", "only the server's catalogs hold it; use smallint[]"),
          Map.entry("oidvector", "only the server's catalogs hold it; use oid[]"),
          Map.entry("gtsvector", "only the server's indexes hold it"),
          Map.entry("pg_brin_bloom_summary", "only the server's indexes hold it"),
          Map.entry("pg_brin_minmax_multi_summary", "only the server's indexes hold it"),
          Map.entry("pg_dependencies", "only the server's statistics hold it"),
          Map.entry("pg_mcv_list", "only the server's statistics hold it"),
          Map.entry("pg_ndistinct", "only the server's statistics hold it"),
          Map.entry("pg_node_tree", "only the server's catalogs hold it"),
          Map.entry("aclitem", "it names roles of one server"));

  private static final String BUILT_IN = "pg_catalog.";

  private CarriedTypes() {}

  /** Why the column's values cannot be carried; empty when they can. */
  public static Optional<String> refusal(Column column) {
    for (String part : column.typeParts()) {
      if (part.startsWith(BUILT_IN)) {
        String type = part.substring(BUILT_IN.length());
        if (REFUSED.containsKey(type)) {
          return Optional.of("type " + type + ": " + REFUSED.get(type));
        }
        // An array's name is its element's after an underscore; the element is a part of its own.
        if (!CARRIED.contains(type) && !type.startsWith("_")) {
          return Optional.of("type " + type + ": it is not in Baton's table of carried types");
        }
      }
    }
    return Optional.empty();
  }
}
