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
 * sends every change while its transaction is open, and where what waits is read in chunks.
 */
@ParameterizedClass
@EnumSource
class PostgresReaderTest {

  private static final String DATABASE = "east";
  @AutoClose private static PostgresServer server;

  @Parameter Way way;

  /** How the trail is read. */
  enum Way {
    DEBEZIUM(ReaderKind.DEBEZIUM, false, false),
    PGOUTPUT(ReaderKind.PGOUTPUT, false, false),
    PGOUTPUT_WHILE_OPEN(ReaderKind.PGOUTPUT, true, false),
    PGOUTPUT_IN_CHUNKS(ReaderKind.PGOUTPUT, false, true),
    PGOUTPUT_IN_CHUNKS_WHILE_OPEN(ReaderKind.PGOUTPUT, true, true);

    private final ReaderKind reader;
    private final boolean whileOpen;
    private final boolean inChunks;

    Way(ReaderKind reader, boolean whileOpen, boolean inChunks) {
      this.reader = reader;
      this.whileOpen = whileOpen;
      this.inChunks = inChunks;
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
    if (way.inChunks) {
      trail.readsInChunks();
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
