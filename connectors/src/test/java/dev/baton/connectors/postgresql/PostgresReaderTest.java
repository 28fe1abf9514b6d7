package dev.baton.connectors.postgresql;

import dev.baton.config.ReaderKind;
import dev.baton.connectors.spi.AuditTrailContentContract;
import dev.baton.connectors.spi.AuditTrailReaderContract;
import dev.baton.connectors.spi.TrailUnderTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contracts of readers, held by both that PostgreSQL has. */
@ParameterizedClass
@EnumSource
class PostgresReaderTest {

  private static final String DATABASE = "east";
  @AutoClose private static PostgresServer server;

  @Parameter ReaderKind reading;

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE);
  }

  private TrailUnderTest openTrail() {
    server.execute(DATABASE, "drop table if exists item, other");
    return PostgresTrail.open(server, DATABASE, reading);
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
