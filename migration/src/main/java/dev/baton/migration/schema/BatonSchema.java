package dev.baton.migration.schema;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Makes Baton's own tables in schema {@code baton} and brings them up to date; touches no other
 * schema. Scripts only ever add, so an engine works with any schema that is not older than itself.
 */
public final class BatonSchema {

  /** The schema that holds all of Baton's tables. */
  public static final String NAME = "baton";

  private static final String FOLDER = "dev/baton/migration/schema/postgresql";
  private static final List<String> SCRIPTS =
      List.of(
          "V1__foundation.sql",
          "V2__handover.sql",
          "V3__engine_agreement.sql",
          "V4__workflow.sql",
          "V5__digest.sql");

  private BatonSchema() {}

  /** The number of the newest script: what an up-to-date schema has. */
  public static int newest() {
    return SCRIPTS.size();
  }

  /**
   * Runs the scripts that the site has not had. Safe to repeat, and two at once wait for each
   * other.
   *
   * @param source connects as a role that may create a schema
   * @param site named in errors
   */
  public static void migrate(DataSource source, String site) {
    try {
      Flyway.configure(BatonSchema.class.getClassLoader())
          .dataSource(source)
          .schemas(NAME)
          .defaultSchema(NAME)
          .createSchemas(true)
          .table("schema_history")
          .locations("classpath:" + FOLDER)
          .loggers("slf4j")
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new BatonException(
          ErrorCode.NOT_PROVISIONED,
          "schema baton at site %s cannot be brought up to date: %s; mend that, then run 'baton provision' again"
              .formatted(site, firstLine(e)),
          e);
    }
  }

  /** The number of the last script the site has had; 0 without a schema. */
  public static int installed(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery(
              "SELECT 1 FROM pg_catalog.pg_class c"
                  + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                  + " WHERE n.nspname = 'baton' AND c.relname = 'schema_history'")) {
        if (!found.next()) {
          return 0;
        }
      }
      try (ResultSet version =
          statement.executeQuery(
              "SELECT coalesce(max(version::integer), 0) FROM baton.schema_history"
                  + " WHERE success AND version IS NOT NULL")) {
        version.next();
        return version.getInt(1);
      }
    }
  }

  /**
   * Makes sure that an engine of this version can use the site's tables.
   *
   * @throws BatonException NOT_PROVISIONED when they are missing or older than this engine
   */
  public static void require(Connection connection, String site) throws SQLException {
    int installed = installed(connection);
    if (installed == 0) {
      throw new BatonException(
          ErrorCode.NOT_PROVISIONED,
          "site %s has no Baton schema; run 'baton provision -c FILE' first".formatted(site));
    }
    if (installed < newest()) {
      throw new BatonException(
          ErrorCode.NOT_PROVISIONED,
          "site %s has Baton schema %d and this engine needs %d; run 'baton provision -c FILE' again"
              .formatted(site, installed, newest()));
    }
  }

  /** The SQL of the scripts after number {@code installed}, as it will be run. */
  public static String pending(int installed) {
    StringBuilder sql = new StringBuilder();
    if (installed == 0) {
      sql.append("CREATE SCHEMA IF NOT EXISTS \"baton\";\n");
    }
    SCRIPTS.stream().skip(installed).forEach(script -> sql.append(text(script)));
    return sql.toString().strip();
  }

  private static String text(String script) {
    try (InputStream in =
        BatonSchema.class.getClassLoader().getResourceAsStream(FOLDER + "/" + script)) {
      if (in == null) {
        throw new BatonException(ErrorCode.INTERNAL, "the package lacks " + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(FlywayException e) {
    return e.getMessage().strip().lines().findFirst().orElse("no reason given");
  }
}
