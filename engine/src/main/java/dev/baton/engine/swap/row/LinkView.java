package dev.baton.engine.swap.row;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the rows of a swap at all sites of its link. Connects when first asked and keeps the
 * connections; owned by one thread.
 */
public final class LinkView implements AutoCloseable {
  private final Settings settings;
  private final List<StreamName> streams;
  private final Map<String, Connection> sites = new HashMap<>();

  public LinkView(Settings settings) {
    this.settings = settings;
    this.streams = order(settings);
  }

  /** The order in which a link's streams are handed over: the first decides for all. */
  public static List<StreamName> order(Settings settings) {
    return settings.replicate().streams().stream()
        .sorted(Comparator.comparing(StreamName::toString))
        .toList();
  }

  /** The streams of the link, in their order. */
  public List<StreamName> streams() {
    return streams;
  }

  /** The rows of one swap, as the protocol takes them. */
  public LinkRows rows(long id) throws SQLException {
    return look(id).link();
  }

  /** The rows of one swap. */
  public Seen look(long id) throws SQLException {
    Map<StreamName, HandoverRow> rows = new LinkedHashMap<>();
    for (StreamName stream : streams) {
      HandoverTable.find(at(stream.target()), stream.toString(), id)
          .ifPresent(row -> rows.put(stream, row));
    }
    return new Seen(streams, rows);
  }

  /**
   * What a look at every site has seen of a swap.
   *
   * @param streams of the link, in their order
   * @param rows by stream; none for a stream that the swap has not been offered yet
   */
  public record Seen(List<StreamName> streams, Map<StreamName, HandoverRow> rows) {
    /** A stream's row, which is there. */
    public HandoverRow row(StreamName stream) {
      return Optional.ofNullable(rows.get(stream)).orElseThrow();
    }

    /** The steps that its streams are at. */
    public Set<Step> steps() {
      return rows.values().stream().map(row -> row.handover().step()).collect(Collectors.toSet());
    }

    /** As the protocol takes it. */
    public LinkRows link() {
      return new LinkRows(
          streams.stream().map(StreamName::toString).toList(),
          rows.values().stream().map(HandoverRow::handover).toList());
    }
  }

  /** A connection to a site, in autocommit; this view's. */
  public Connection at(String site) throws SQLException {
    Connection open = sites.get(site);
    if (open == null || open.isClosed()) {
      open = SiteConnections.open(settings.site(site), settings.link(), "swap");
      sites.put(site, open);
    }
    return open;
  }

  /** Forgets its connections, some of which may be broken; the next call connects again. */
  public void reset() {
    for (Connection open : sites.values()) {
      try {
        open.close();
      } catch (SQLException e) {
        // Gone already, which is what was wanted.
        continue;
      }
    }
    sites.clear();
  }

  @Override
  public void close() {
    reset();
  }
}
