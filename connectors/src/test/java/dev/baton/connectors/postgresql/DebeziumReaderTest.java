package dev.baton.connectors.postgresql;

import dev.baton.connectors.spi.AuditTrailReaderContract;
import dev.baton.connectors.spi.TrailUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of readers, held by Debezium on PostgreSQL. */
class DebeziumReaderTest extends AuditTrailReaderContract {

  private static final String DATABASE = "east";
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    server.createDatabase(DATABASE);
    PostgresTrail.publish(server, DATABASE, "all tables");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected TrailUnderTest open() {
    server.execute(DATABASE, "drop table if exists item, other");
    return PostgresTrail.open(server, DATABASE);
  }
}
