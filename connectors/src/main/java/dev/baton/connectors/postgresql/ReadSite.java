package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.pgoutput.PgoutputTrailReader;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.util.Optional;

/**
 * A site as one reader asks it: beside the trail it keeps a session for questions. Owned by the
 * reader's one thread.
 */
final class ReadSite implements PgoutputTrailReader.Source {
  private final SiteSettings site;
  private final String link;
  private final ReaderSettings settings;
  private Optional<PostgresSource> questions = Optional.empty();

  ReadSite(SiteSettings site, String link, ReaderSettings settings) {
    this.site = site;
    this.link = link;
    this.settings = settings;
  }

  @Override
  public Connection open(String socketsFor) {
    return SiteConnections.openReplication(site, link, settings.name() + "/read", socketsFor);
  }

  @Override
  public void check(SourcePosition from) {
    questions().checkSlot(settings.slot(), from);
  }

  @Override
  public String definition(int table) {
    return questions().definition(table);
  }

  private PostgresSource questions() {
    if (questions.isEmpty()) {
      questions = Optional.of(PostgresSource.open(site, link, settings.name() + "/catalog"));
    }
    return questions.get();
  }

  @Override
  public void close() {
    questions.ifPresent(PostgresSource::close);
  }
}
