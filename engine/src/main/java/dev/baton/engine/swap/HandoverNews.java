package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.Blockers;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.protocol.handover.Cut;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an engine has heard last of handovers of its streams, so that it can be told from memory.
 * The threads that report on the streams bring it, each its own; any thread may ask.
 */
final class HandoverNews {
  private static final Logger log = LoggerFactory.getLogger(HandoverNews.class);

  private final Settings settings;
  private final List<StreamName> streams;
  private final Map<StreamName, HandoverRow> rows = new ConcurrentHashMap<>();
  private final Map<StreamName, List<Blocker>> blockers = new ConcurrentHashMap<>();
  private final Map<StreamName, Measured> stalls = new ConcurrentHashMap<>();

  private record Measured(long id, double millis) {}

  HandoverNews(Settings settings) {
    this.settings = settings;
    this.streams = LinkView.order(settings);
  }

  /** The last row of a stream, as just read. */
  void heard(Connection control, StreamHandle stream, Optional<HandoverRow> last)
      throws SQLException {
    if (last.isEmpty()) {
      return;
    }
    rows.put(stream.name(), last.get());
    blockers.put(stream.name(), waitedFor(stream, last.get()));
    measure(control, stream.name(), last.get());
  }

  private static List<Blocker> waitedFor(StreamHandle stream, HandoverRow row) {
    if (!Blockers.arePossible(row)) {
      return List.of();
    }
    try (SourceSite source = stream.openSource("blockers")) {
      return ShownBlockers.of(row, stream.name().source(), source);
    } catch (BatonException e) {
      log.debug("{}: what is waited for is not known", stream.name(), e);
      return List.of();
    }
  }

  private void measure(Connection control, StreamName stream, HandoverRow row) throws SQLException {
    long id = row.handover().terms().id();
    Measured known = stalls.get(stream);
    boolean toHere =
        row.handover().terms().to().equals(settings.engine().id())
            && row.handover().cut().made() != Cut.Made.NOT_YET;
    if (toHere && (known == null || known.id() != id)) {
      Stall.read(control, stream, id)
          .ifPresent(millis -> stalls.put(stream, new Measured(id, millis)));
    }
  }

  /** The swap with the highest number among what was heard. */
  Optional<StatusReport.Handover> told() {
    List<HandoverRow> heard = streams.stream().map(rows::get).filter(row -> row != null).toList();
    return heard.stream()
        .mapToLong(row -> row.handover().terms().id())
        .boxed()
        .max(Long::compare)
        .map(
            id -> {
              List<Blocker> waited = new ArrayList<>();
              blockers.values().forEach(waited::addAll);
              return HandoverStatus.of(
                  new SwapPicture(
                      id,
                      streams,
                      heard.stream().filter(row -> row.handover().terms().id() == id).toList()),
                  waited);
            });
  }

  /** The longest among the streams of the last swap to this engine. */
  OptionalDouble lastStallMillis() {
    long last = stalls.values().stream().mapToLong(Measured::id).max().orElse(0);
    return stalls.values().stream()
        .filter(measured -> measured.id() == last)
        .mapToDouble(Measured::millis)
        .max();
  }
}
