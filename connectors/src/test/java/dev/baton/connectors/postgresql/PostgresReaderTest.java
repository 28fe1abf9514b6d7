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

/**
 * The contracts of readers, held by both that PostgreSQL has; by one of them also where the server
 * sends every change while its transaction is open.
 */
@ParameterizedClass
@EnumSource
class PostgresReaderTest {

  private static final String DATABASE = "east";
  @AutoClose private static PostgresServer server;

  @Parameter Way way;

  /** How the trail is read. */
  enum Way {
    DEBEZIUM(ReaderKind.DEBEZIUM, false),
    PGOUTPUT(ReaderKind.PGOUTPUT, false),
    PGOUTPUT_WHILE_OPEN(ReaderKind.PGOUTPUT, true);

    private final ReaderKind reader;
    private final boolean whileOpen;

    Way(ReaderKind reader, boolean whileOpen) {
      this.reader = reader;
      this.whileOpen = whileOpen;
    }
  }

  @BeforeAll
  static void start() {
    server = PostgresTrail.server(DATABASE);
  }

  private TrailUnderTest openTrail() {
    server.execute(DATABASE, "drop table if exists item, other");
    PostgresTrail trail = PostgresTrail.open(server, DATABASE, way.reader);
    if (way.whileOpen) {
      trail.sendsWhatIsOpen();
    }
    return trail;
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
