package dev.baton.connectors.postgresql;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.spi.AuditTrailContentContract;
import dev.baton.connectors.spi.AuditTrailReaderContract;
import dev.baton.connectors.spi.TrailUnderTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contracts of readers, held by the reader of the replication stream itself. */
class PgoutputReaderTest {

  private static final String DATABASE = "east";
  @AutoClose private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE);
  }

  private static TrailUnderTest openTrail() {
    server.execute(DATABASE, "drop table if exists item, other");
    return PostgresTrail.open(server, DATABASE, ReaderKind.PGOUTPUT);
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
