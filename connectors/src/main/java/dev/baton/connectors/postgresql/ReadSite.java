package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.pgoutput.PgoutputTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.SourceSite.ReaderSettings;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A site as one reader asks it: beside the trail it keeps a session for questions. Owned by the
 * reader's one thread.
 */
final class ReadSite implements PgoutputTrailReader.Source {
  private final SiteSettings site;
  private final String link;
  private final ReaderSettings settings;
  private CompletableFuture<PostgresSource> questions = new CompletableFuture<>();

  ReadSite(SiteSettings site, String link, ReaderSettings settings) {
    this.site = site;
    this.link = link;
    this.settings = settings;
  }

  /** Both sessions at once: a stream that is let go waits for them. */
  @Override
  public Connection open(String socketsFor) {
    questions =
        CompletableFuture.supplyAsync(
            () -> PostgresSource.open(site, link, settings.name() + "/catalog"),
            opening ->
                Thread.ofPlatform().daemon().name(settings.name() + "/catalog").start(opening));
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

  @Override
  public boolean isCommitted(int transaction) {
    return questions().isCommitted(transaction);
  }

  private PostgresSource questions() {
    try {
      return questions.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BatonException reason ? reason : e;
    }
  }

  /** Also where it is not open yet. */
  @Override
  public void close() {
    questions.thenAccept(PostgresSource::close);
  }
}
