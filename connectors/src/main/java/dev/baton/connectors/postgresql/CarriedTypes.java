package dev.baton.connectors.postgresql;

import dev.baton.connectors.postgresql.TableDescription.Column;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of types: which built-in types Baton carries, each as the server's own text, and which
 * it refuses, and why. Everything made of carried types is carried: domains, arrays, ranges,
 * composites. So are enums and the types of extensions.
 *
 * <p>A type is carried where a server reads back every text that one writes of what exists: both
 * readers bring that text, and its meaning is the types' own. So a number of a transaction stays
 * that number, and a value that names an object of the catalog (a type, a role, a grant) names the
 * target's own object of that name, under another number, as with PostgreSQL's own logical
 * replication: a copy of the number would mean another object there. A name that the target does
 * not have stops the stream, and so does one in a schema that the engine's role may not use. What
 * was dropped at the source has no name left: its value is a number, which stays that number, but
 * in a grant, which stops the stream.
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
          "pg_lsn",
          "xid",
          "xid8",
          "cid",
          "tid",
          "pg_snapshot",
          "txid_snapshot",
          "refcursor",
          "int2vector",
          "oidvector",
          "aclitem",
          "regprocedure",
          "regoperator",
          "regtype",
          "regrole",
          "regnamespace",
          "regconfig",
          "regdictionary",
          "regcollation");

  private static final String NO_INPUT = "PostgreSQL takes no such value from outside";

  /** Types of schema pg_catalog that are refused, with the reason. */
  public static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry(
              "regclass",
              "PostgreSQL casts no text to it that stands for a dropped table or for none; use text"),
          Map.entry(
              "regproc", "its text does not tell functions of one name apart; use regprocedure"),
          Map.entry(
              "regoper", "its text does not tell operators of one name apart; use regoperator"),
          Map.entry("regdatabase", "it names databases, and the sites' may be called differently"),
          Map.entry("gtsvector", NO_INPUT),
          Map.entry("pg_brin_bloom_summary", NO_INPUT),
          Map.entry("pg_brin_minmax_multi_summary", NO_INPUT),
          Map.entry("pg_dependencies", NO_INPUT),
          Map.entry("pg_mcv_list", NO_INPUT),
          Map.entry("pg_ndistinct", NO_INPUT),
          Map.entry("pg_node_tree", NO_INPUT));

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
