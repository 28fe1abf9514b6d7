package dev.baton.migration.provision;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.connectors.postgresql.TableDescription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the rights a role needs at a site to be an engine that is not a superuser, and finds those
 * it lacks.
 */
final class Rights {
  private static final List<String> READING = List.of("SELECT");
  private static final List<String> WRITING =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");
  private static final List<String> OWN_TABLES =
      List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");

  private static final Set<String> FUNCTIONS_AT_SOURCE =
      Set.of(
          "pg_logical_emit_message",
          "pg_create_logical_replication_slot",
          "pg_copy_logical_replication_slot",
          "pg_drop_replication_slot",
          "pg_replication_slot_advance",
          "pg_control_system");
  private static final Set<String> FUNCTIONS_AT_TARGET =
      Set.of(
          "pg_replication_origin_create",
          "pg_replication_origin_drop",
          "pg_replication_origin_oid",
          "pg_replication_origin_session_setup",
          "pg_replication_origin_session_reset",
          "pg_replication_origin_session_is_setup",
          "pg_replication_origin_session_progress",
          "pg_replication_origin_xact_setup",
          "pg_replication_origin_xact_reset",
          "pg_replication_origin_progress",
          "pg_replication_origin_advance");

  /** SET on a single parameter can be granted from PostgreSQL 15. */
  static final int PARAMETER_GRANTS = 150000;

  private final Connection connection;
  private final String role;
  private final String to;
  private final List<Right> needed = new ArrayList<>();

  Rights(Connection connection, String role) {
    this.connection = connection;
    this.role = role;
    this.to = " TO " + SqlText.identifier(role);
  }

  void forSite(String database) {
    needed.add(
        new Right(
            "CONNECT on database " + database,
            "GRANT CONNECT ON DATABASE " + SqlText.identifier(database) + to,
            "has_database_privilege(r.oid, current_database(), 'CONNECT')"));
    needed.add(
        new Right(
            "membership in pg_read_all_stats",
            "GRANT pg_read_all_stats" + to,
            "pg_has_role(r.oid, 'pg_read_all_stats', 'USAGE')"));
    needed.add(
        new Right(
            "USAGE on schema baton",
            "GRANT USAGE ON SCHEMA \"baton\"" + to,
            "has_schema_privilege(r.oid, to_regnamespace('baton'), 'USAGE')"));
    String ownTables =
        OWN_TABLES.stream()
            .map(privilege -> "has_table_privilege(r.oid, c.oid, '" + privilege + "')")
            .collect(Collectors.joining(" AND "));
    needed.add(
        new Right(
            String.join(", ", OWN_TABLES) + " on all tables of schema baton",
            "GRANT " + String.join(", ", OWN_TABLES) + " ON ALL TABLES IN SCHEMA \"baton\"" + to,
            "(SELECT bool_and("
                + ownTables
                + ") FROM pg_class c WHERE c.relnamespace = to_regnamespace('baton')"
                + " AND c.relkind = 'r')"));
  }

  void asSource(Collection<TableDescription> tables) throws SQLException {
    functions(FUNCTIONS_AT_SOURCE);
    tables(tables, READING);
  }

  void asTarget(Collection<TableDescription> tables, int serverVersion) throws SQLException {
    functions(FUNCTIONS_AT_TARGET);
    if (serverVersion >= PARAMETER_GRANTS) {
      needed.add(
          new Right(
              "SET on parameter session_replication_role",
              "GRANT SET ON PARAMETER session_replication_role" + to,
              "has_parameter_privilege(r.oid, 'session_replication_role', 'SET')"));
    }
    tables(tables, WRITING);
  }

  private void tables(Collection<TableDescription> tables, List<String> privileges) {
    Set<String> schemas =
        tables.stream()
            .flatMap(
                table ->
                    Stream.concat(
                        Stream.of(table.name().schema()),
                        table.columns().stream().map(TableDescription.Column::typeSchema)))
            .filter(schema -> !schema.equals("pg_catalog"))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String schema : schemas) {
      needed.add(
          new Right(
              "USAGE on schema " + schema,
              "GRANT USAGE ON SCHEMA " + SqlText.identifier(schema) + to,
              "has_schema_privilege(r.oid, " + SqlText.literal(schema) + ", 'USAGE')"));
    }
    for (TableDescription table : tables) {
      TableName name = table.name();
      needed.add(
          new Right(
              String.join(", ", privileges) + " on " + name,
              "GRANT " + String.join(", ", privileges) + " ON TABLE " + SqlText.table(name) + to,
              privileges.stream()
                  .map(p -> "has_table_privilege(r.oid, " + table.oid() + "::oid, '" + p + "')")
                  .collect(Collectors.joining(" AND "))));
    }
  }

  // Signatures differ between versions, so they are asked for.
  private void functions(Set<String> names) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT p.oid, p.oid::regprocedure::text FROM pg_proc p"
                + " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY (?)"
                + " ORDER BY 2")) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          needed.add(
              new Right(
                  "EXECUTE on " + rows.getString(2),
                  "GRANT EXECUTE ON FUNCTION pg_catalog." + rows.getString(2) + to,
                  "has_function_privilege(r.oid, " + rows.getLong(1) + "::oid, 'EXECUTE')"));
        }
      }
    }
  }

  /** Those the role lacks, in one round trip; all of them when there is no such role. */
  List<Right> missing() throws SQLException {
    List<Right> distinct = needed.stream().distinct().toList();
    // A probe of what does not exist yet answers null.
    String probes =
        distinct.stream()
            .map(right -> "coalesce(" + right.probe() + ", false)")
            .collect(Collectors.joining(", "));
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT ARRAY[" + probes + "] FROM pg_roles r WHERE r.rolname = ?")) {
      statement.setString(1, role);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return distinct;
        }
        Boolean[] there = (Boolean[]) rows.getArray(1).getArray();
        List<Right> missing = new ArrayList<>();
        for (int i = 0; i < there.length; i++) {
          if (!there[i]) {
            missing.add(distinct.get(i));
          }
        }
        return missing;
      }
    }
  }
}
