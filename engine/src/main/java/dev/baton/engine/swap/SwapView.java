package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.engine.swap.row.LinkView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches the swaps of a link through its rows, from any machine; changes nothing. Holds a session
 * at each site until closed; after an error it connects again. One thread.
 */
public final class SwapView implements AutoCloseable {
  private final Settings settings;
  private final LinkView link;

  /** Connects when first asked. */
  public SwapView(Settings settings) {
    this.settings = settings;
    this.link = new LinkView(settings);
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private <T> T read(StreamName stream, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      link.reset();
      throw SiteConnections.translate(e, settings.site(stream.target()));
    } catch (BatonException e) {
      link.reset();
      throw e;
    }
  }

  /** The swap that is not settled, else the last one; empty before the first. */
  public Optional<SwapPicture> latest() {
    long open = 0;
    long last = 0;
    for (StreamName stream : link.streams()) {
      Optional<HandoverRow> row =
          read(stream, () -> HandoverTable.last(link.at(stream.target()), stream.toString()));
      if (row.isPresent()) {
        long id = row.get().handover().terms().id();
        last = Math.max(last, id);
        open = row.get().handover().isSettled() ? open : Math.max(open, id);
      }
    }
    return last == 0 ? Optional.empty() : find(open == 0 ? last : open);
  }

  /** A swap by its number. */
  public Optional<SwapPicture> find(long id) {
    List<HandoverRow> rows = new ArrayList<>();
    for (StreamName stream : link.streams()) {
      read(stream, () -> HandoverTable.find(link.at(stream.target()), stream.toString(), id))
          .ifPresent(rows::add);
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new SwapPicture(id, link.streams(), rows));
  }

  /** The living owner of a stream; empty when nobody owns it now. */
  public Optional<String> owner(StreamName stream) {
    return read(
        stream,
        () -> {
          Connection target = link.at(stream.target());
          return Presence.ofOwner(target, settings.link(), stream)
              ? Ownership.read(target, stream.toString())
                  .map(Ownership.Row::owner)
                  .filter(owner -> !owner.isEmpty())
              : Optional.empty();
        });
  }

  /** The living owner of the link's first stream that has one; empty when nobody owns any. */
  public String owner() {
    return streams().stream().flatMap(stream -> owner(stream).stream()).findFirst().orElse("");
  }

  /** Whether an engine shows at any stream's target that it lives. */
  public boolean isPresent(String engine) {
    for (StreamName stream : link.streams()) {
      if (read(
          stream, () -> Presence.of(link.at(stream.target()), settings.link(), stream, engine))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an engine is registered at any site. */
  public boolean isRegistered(String engine) {
    for (StreamName stream : link.streams()) {
      if (read(stream, () -> Leftovers.isRegistered(link.at(stream.target()), engine))) {
        return true;
      }
    }
    return false;
  }

  /** All that stands in the way of handing the link over to an engine, a sentence each. */
  public List<String> problems(Newcomer next) {
    return read(link.streams().getFirst(), () -> Compatibility.problems(next, link));
  }

  /** Why a stream has stopped by an error of its owner's; empty when it has not. */
  public Optional<String> failure(StreamName stream) {
    String sql =
        "select engine || ': ' || last_error from baton.stream_status"
            + " where stream = ? and state = 'FAILED' and last_error is not null";
    return read(
        stream,
        () -> {
          try (PreparedStatement query = link.at(stream.target()).prepareStatement(sql)) {
            query.setString(1, stream.toString());
            try (ResultSet row = query.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /** The streams of the link, in the order in which they are handed over. */
  public List<StreamName> streams() {
    return link.streams();
  }

  @Override
  public void close() {
    link.close();
  }
}
