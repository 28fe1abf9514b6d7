package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.migration.schema.BatonSchema;
import dev.baton.protocol.handover.Handover;
import java.sql.SQLException;
import java.util.Optional;

/** The swap of a link that has not ended, as an engine that starts finds it. */
public final class UnderWay {
  private UnderWay() {}

  /**
   * Whether a swap to this engine is under way: it goes on with it instead of taking the streams.
   *
   * @throws BatonException REFUSED when a swap between two others is: taking the streams from
   *     between them would leave it open for ever
   */
  public static boolean leadsTo(Settings settings) {
    String engine = settings.engine().id();
    try (LinkView link = new LinkView(settings)) {
      Optional<Handover> open = find(link);
      if (open.isEmpty() || open.get().terms().from().equals(engine)) {
        return false;
      }
      if (open.get().terms().to().equals(engine)) {
        return true;
      }
      throw new BatonException(ErrorCode.REFUSED, held(open.get()));
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    }
  }

  /** Whether a swap from this engine to another is under way. */
  public static boolean leadsAway(Settings settings) {
    try (LinkView link = new LinkView(settings)) {
      return find(link)
          .map(open -> open.terms().from().equals(settings.engine().id()))
          .orElse(false);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    }
  }

  /** The first stream's handover that has not ended. */
  static Optional<Handover> find(LinkView link) throws SQLException {
    for (StreamName stream : link.streams()) {
      BatonSchema.require(link.at(stream.target()), stream.target());
      Optional<Handover> last =
          HandoverTable.last(link.at(stream.target()), stream.toString())
              .map(HandoverRow::handover)
              .filter(row -> !row.step().isEnd());
      if (last.isPresent()) {
        return last;
      }
    }
    return Optional.empty();
  }

  /** Who holds the link, where, and what can be done. */
  static String held(Handover by) {
    return "swap %d from engine %s to engine %s holds stream %s (step %s). Go on with it by 'baton swap --resume', or undo it by 'baton swap --abort'"
        .formatted(
            by.terms().id(), by.terms().from(), by.terms().to(), by.terms().stream(), by.step());
  }
}
