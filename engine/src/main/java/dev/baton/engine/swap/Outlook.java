package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import dev.baton.config.SwapSettings;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.swap.row.LinkView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a swap would meet if it began now. Reads only.
 *
 * @param owner the living engine that would hand over; empty when the link is free to be taken
 * @param open every transaction open at a source; whether they delay it is {@code waits}
 * @param waits whether the swap would wait for them: not where the read positions are copied
 * @param problems all that would refuse it
 * @param estimateMillis from the command to the last stream's cut, a rough figure; without the open
 *     transactions
 */
public record Outlook(
    Optional<String> owner,
    List<Stream> streams,
    List<Blocker> open,
    boolean waits,
    List<String> problems,
    long estimateMillis) {
  /**
   * The process, its checks and the steps up to the cut: 3 to 8 s were seen on two cores under
   * traffic.
   */
  private static final long START_MILLIS = 8_000;

  /** What a reader passes over while it becomes level, bytes in a millisecond: 20 MB/s. */
  private static final long READ_BYTES_PER_MILLI = 20_000;

  public Outlook {
    streams = List.copyOf(streams);
    open = List.copyOf(open);
    problems = List.copyOf(problems);
  }

  /**
   * A stream as it stands.
   *
   * @param behindBytes trail between the source's end and what is applied
   * @param toReadBytes trail that the new engine would read first
   */
  public record Stream(String name, long behindBytes, long toReadBytes) {}

  /**
   * Looks at both sites.
   *
   * @param found what is known already to stand in the way
   */
  public static Outlook of(Newcomer next, SwapTerms wanted, List<String> found) {
    List<String> problems = new ArrayList<>(found);
    List<Stream> streams = new ArrayList<>();
    List<Blocker> open = new ArrayList<>();
    Optional<String> owner = Optional.empty();
    try (LinkView link = new LinkView(next.settings());
        SwapView view = new SwapView(next.settings())) {
      for (StreamName stream : link.streams()) {
        owner = owner.or(() -> view.owner(stream));
        stream(link, stream).ifPresent(streams::add);
        open.addAll(ShownBlockers.openAt(next.settings(), stream));
      }
      view.latest()
          .filter(swap -> !swap.isSettled())
          .ifPresent(swap -> problems.addFirst(held(swap)));
      owner
          .filter(next.settings().engine().id()::equals)
          .ifPresent(same -> problems.addFirst(alreadyThere(same)));
    } catch (SQLException e) {
      throw SiteConnections.translate(e, next.settings().sites().values().iterator().next());
    }
    long toRead = streams.stream().mapToLong(Stream::toReadBytes).max().orElse(0);
    return new Outlook(
        owner,
        streams,
        open,
        wanted.slot() == SwapSettings.Slot.FRESH,
        problems,
        START_MILLIS + toRead / READ_BYTES_PER_MILLI + wanted.shadowMillis());
  }

  /** Why a swap cannot begin while another one is not settled. */
  public static String held(SwapPicture swap) {
    return "swap %d from engine %s to engine %s holds the link (step %s). Go on with it by 'baton swap --resume', or undo it by 'baton swap --abort'"
        .formatted(swap.id(), swap.terms().from(), swap.terms().to(), swap.step());
  }

  /** Why an engine cannot be swapped to. */
  public static String alreadyThere(String engine) {
    return "engine %s has the link already; name another engine with --to".formatted(engine);
  }

  private static Optional<Stream> stream(LinkView link, StreamName stream) throws SQLException {
    String slot = "select slot from baton.stream where stream = ?";
    String progress =
        "select source_position from baton.applied where stream = ? order by seq desc limit 1";
    Optional<String> slotName = text(link, stream, slot);
    Optional<String> applied = text(link, stream, progress);
    if (slotName.isEmpty() || applied.isEmpty()) {
      return Optional.empty();
    }
    String sql =
        """
        select greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), ?::pg_lsn))::bigint,
               coalesce((select greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn))
                         from pg_replication_slots where slot_name = ?), 0)::bigint
        """;
    try (PreparedStatement query = link.at(stream.source()).prepareStatement(sql)) {
      query.setString(1, applied.get());
      query.setString(2, slotName.get());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return Optional.of(new Stream(stream.toString(), row.getLong(1), row.getLong(2)));
      }
    }
  }

  private static Optional<String> text(LinkView link, StreamName stream, String sql)
      throws SQLException {
    try (PreparedStatement query = link.at(stream.target()).prepareStatement(sql)) {
      query.setString(1, stream.toString());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }
}
