package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.PostgresSource;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.swap.row.Blockers;
import dev.baton.engine.swap.row.HandoverRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The open transactions that a handover waits for, as they are shown: without the values in their
 * statements. Stateless; any thread.
 */
public final class ShownBlockers {
  private ShownBlockers() {}

  /** Those of a swap; connects only to sources that may have any. */
  public static List<Blocker> of(Settings settings, SwapPicture swap) {
    List<Blocker> blockers = new ArrayList<>();
    for (HandoverRow row : swap.rows()) {
      if (Blockers.arePossible(row)) {
        StreamName stream = StreamName.parse(row.handover().terms().stream()).orElseThrow();
        try (SourceSite source = open(settings, stream)) {
          blockers.addAll(of(row, stream.source(), source));
        }
      }
    }
    return blockers;
  }

  static List<Blocker> of(HandoverRow row, String site, SourceSite source) {
    return Blockers.of(row, site, source).stream().map(ShownBlockers::shown).toList();
  }

  /** Every transaction open at the source of a stream. */
  static List<Blocker> openAt(Settings settings, StreamName stream) {
    try (SourceSite source = open(settings, stream)) {
      return source.openTransactions().stream()
          .map(one -> shown(Blockers.shown(stream.source(), one)))
          .toList();
    }
  }

  private static SourceSite open(Settings settings, StreamName stream) {
    SiteSettings site = settings.site(stream.source());
    return switch (site.type()) {
      case POSTGRESQL -> PostgresSource.open(site, settings.link(), "blockers");
    };
  }

  private static Blocker shown(Blockers.Blocker one) {
    return new Blocker(
        one.site(),
        one.pid(),
        one.user(),
        one.ageMillis(),
        one.prepared() ? "prepared transaction " + one.query() : withoutValues(one.query()));
  }

  /** The statement was cut at some length: a value may not be closed. */
  private static String withoutValues(String query) {
    return query
        .replaceAll("'(?:[^']|'')*(?:'|$)", "?")
        .replaceAll("\\b\\d+(?:\\.\\d+)?\\b", "?")
        .replaceAll("\\s+", " ");
  }
}
