package dev.baton.engine.stream;

import dev.baton.config.LoopFilterMode;
import dev.baton.config.SiteSettings;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.PostgresSource;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.route.TableResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run needs of its source and its tables, checked: the source is the one progress speaks of,
 * the slot stands where it should, the schemas fit. Made anew for each run, under a claim.
 *
 * @param progress where the stream stood when it was checked
 * @param filterByOrigin whether the server leaves out replicated work
 * @param originSlot which set of origins this engine's lanes use
 */
record StreamReadiness(
    SourceSite source,
    Progress progress,
    TableResolver tables,
    boolean filterByOrigin,
    char originSlot)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamReadiness.class);
  private static final TableName APPLIED_LOG = new TableName("baton", "applied");

  /**
   * Checks everything.
   *
   * @throws BatonException for the first thing that is not as it must be; nothing stays open but
   *     the claim
   */
  static StreamReadiness reach(StreamSettings settings, Claim claim) {
    Progress progress = claim.progress();
    Ownership owned = claim.ownership();
    Connection own = connect(settings);
    SourceSite source = settings.sourceOver(own);
    try {
      PostgresSource.requireSame(owned.recorded(), source.identity(), settings.name().source());
      source.readySlot(settings.slot(), owned.recordedSlot(), progress.position());
      StreamReadiness ready =
          checked(settings, source, own, claim.catalog(), progress, owned.originSlot());
      replaceFormer(settings, claim, source, owned.recordedSlot());
      return ready;
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Checks everything for an engine that reads along with the stream's owner. The owner's slot
   * stays.
   *
   * @param opening makes this engine's slot
   */
  static StreamReadiness follow(
      StreamSettings settings, Follower follower, Consumer<SourceSite> opening) {
    Ownership.Row owned = follower.owned();
    Connection own = connect(settings);
    SourceSite source = settings.sourceOver(own);
    try {
      PostgresSource.requireSame(owned.source(), source.identity(), settings.name().source());
      opening.accept(source);
      // Asked for once the slot is there: the owner goes on meanwhile.
      Progress now = follower.progress();
      // Not moved up: what the owner has committed may not be on the target's disk yet.
      source.checkSlot(settings.slot(), now.position());
      char originSlot = owned.originSlotFor(settings.engine());
      return checked(settings, source, own, follower.catalog(), now, originSlot);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static StreamReadiness checked(
      StreamSettings settings,
      SourceSite source,
      Connection own,
      Catalog target,
      Progress progress,
      char originSlot) {
    Set<TableName> published = source.published();
    TableResolver tables = tables(settings, catalog(settings, own), target);
    tables.checkAll(published, settings.source().reader());
    boolean byOrigin = filterByOrigin(settings, source);
    if (!byOrigin) {
      requireAppliedLog(settings, published);
    }
    return new StreamReadiness(source, progress, tables, byOrigin, originSlot);
  }

  /** The slot of the engine that owned the stream before would hold back trail for ever. */
  private static void replaceFormer(
      StreamSettings settings, Claim claim, SourceSite source, String former) {
    if (!former.equals(settings.slot())) {
      source.dropSlot(former);
      claim.recordSlot();
    }
  }

  /** Without the rows of the applied log nobody would know replicated work, and it would loop. */
  private static void requireAppliedLog(StreamSettings settings, Set<TableName> published) {
    if (!published.contains(APPLIED_LOG)) {
      throw new BatonException(
          ErrorCode.NOT_PROVISIONED,
          "table %s is not in the publication at site %s: replicated work could not be told from local work. Run 'baton provision' again"
              .formatted(APPLIED_LOG, settings.name().source()));
    }
  }

  /** Finds target tables by what both catalogs say now. */
  static TableResolver tables(StreamSettings settings) {
    Catalog source = catalog(settings, settings.source());
    return tables(settings, source, catalog(settings, settings.target()));
  }

  private static TableResolver tables(StreamSettings settings, Catalog source, Catalog target) {
    TableRouting routing = TableRouting.of(settings.all().replicate(), settings.name());
    return new TableResolver(routing, source, target, settings.name().target());
  }

  /** The connection to the source, on which everything is asked there; {@code source} has it. */
  private static Connection connect(StreamSettings settings) {
    return SiteConnections.open(settings.source(), settings.link(), settings.name() + "/slot");
  }

  private static Catalog catalog(StreamSettings settings, Connection ofSource) {
    try {
      return Catalog.read(ofSource);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.source());
    }
  }

  private static Catalog catalog(StreamSettings settings, SiteSettings site) {
    String purpose = settings.name() + "/catalog";
    try (Connection own = SiteConnections.open(site, settings.link(), purpose)) {
      return Catalog.read(own);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, site);
    }
  }

  private static boolean filterByOrigin(StreamSettings settings, SourceSite source) {
    LoopFilterMode mode = settings.source().loopFilter();
    boolean can = source.canFilterByOrigin(settings.name());
    boolean byOrigin =
        switch (mode) {
          case AUTO -> can;
          case APPLIED_LOG -> false;
          case ORIGIN -> {
            if (!can) {
              throw new BatonException(
                  ErrorCode.REFUSED,
                  "site %s cannot filter by origin: it is older than PostgreSQL 16, or a subscription, another product or another link uses origins there, whose rows would vanish. Set sites.%s.loop-filter to auto"
                      .formatted(settings.name().source(), settings.name().source()));
            }
            yield true;
          }
        };
    log.info(
        "{}: replicated work is known by {}",
        settings.name(),
        byOrigin ? "its origin, in the server" : "its origin or its row of the applied log, here");
    return byOrigin;
  }

  @Override
  public void close() {
    source.close();
  }
}
