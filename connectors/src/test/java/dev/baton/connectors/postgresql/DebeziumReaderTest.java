package dev.baton.connectors.postgresql;

import dev.baton.connectors.spi.AuditTrailContentContract;
import dev.baton.connectors.spi.AuditTrailReaderContract;
import dev.baton.connectors.spi.TrailUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contracts of readers, held by Debezium on PostgreSQL. */
class DebeziumReaderTest {

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

  private static TrailUnderTest openTrail() {
    server.execute(DATABASE, "drop table if exists item, other");
    return PostgresTrail.open(server, DATABASE);
  }

  @Nested
  class Content extends AuditTrailContentContract {
    @Override
    protected TrailUnderTest open() {
      return openTrail();
    }
  }

  @Nested
  class Reading extends AuditTrailReaderContract {
    @Override
    protected TrailUnderTest open() {
      return openTrail();
    }
  }
}
