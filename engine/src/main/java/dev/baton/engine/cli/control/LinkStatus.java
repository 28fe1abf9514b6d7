package dev.baton.engine.cli.control;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.swap.HandoverStatus;
import dev.baton.engine.swap.ShownBlockers;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells a link's status from Baton's tables at the sites, whether an engine runs or not. Holds one
 * session at each site until closed; one thread at a time.
 */
public final class LinkStatus implements AutoCloseable {
  /** A report older than this, milliseconds, is not believed: its engine reports every second. */
  private static final long LONGEST_BELIEVED_MILLIS = 10_000;

  private final LinkSessions sessions;
  private final Settings settings;
  private final SwapView swaps;

  /** Connects; errors as {@link SiteConnections#open}, or NOT_PROVISIONED. */
  public LinkStatus(Settings settings) {
    this.settings = settings;
    this.sessions = new LinkSessions(settings, "status");
    this.swaps = new SwapView(settings);
  }

  /** What the tables say now. */
  public StatusReport read() {
    Optional<SwapPicture> swap = swaps.latest().filter(one -> !one.isSettled());
    List<StatusReport.Stream> streams = new ArrayList<>();
    for (StreamName stream : settings.replicate().streams()) {
      streams.add(
          swap.flatMap(one -> one.handover(stream))
              .map(row -> stream(stream).during(row.step().name(), row.terms().from()))
              .orElseGet(() -> stream(stream)));
    }
    return new StatusReport(
        settings.link(),
        EngineRows.read(sessions),
        streams,
        swap.map(one -> HandoverStatus.of(one, ShownBlockers.of(settings, one))));
  }

  /** Whether every stream has a living owner and is not stopped or failed. */
  public static boolean healthy(StatusReport report) {
    return report.streams().stream()
        .allMatch(
            stream ->
                stream.owner().isPresent()
                    && switch (stream.state()) {
                      case STARTING, LOADING, STREAMING, DRAINING, HANDED_OVER, PAUSED -> true;
                      case STOPPED, FAILED -> false;
                    });
  }

  private StatusReport.Stream stream(StreamName name) {
    StreamRow row =
        StreamRow.read(
            sessions.at(name.target()), settings.site(name.target()), settings.link(), name);
    boolean believed =
        row.ownerLives()
            && row.reportAgeMillis() <= LONGEST_BELIEVED_MILLIS
            && row.reported().isPresent();
    OptionalLong lagBytes = believed ? row.lagBytes() : bytesBehind(name, row);
    return new StatusReport.Stream(
        name.toString(),
        row.ownerLives() ? row.owner() : Optional.empty(),
        row.generation(),
        state(row),
        row.sourcePosition(),
        row.progress(),
        believed ? row.lagMillis() : age(row, lagBytes),
        lagBytes,
        row.appliedTransactions(),
        row.appliedRows(),
        row.filteredTransactions(),
        row.conflicts(),
        row.quarantined(),
        lastError(row));
  }

  private static StreamState state(StreamRow row) {
    if (row.ownerLives()) {
      return row.reported().orElse(StreamState.STARTING);
    }
    // What a dead engine last said is over, but for a failure: that is why it is dead.
    return row.reported().filter(StreamState.FAILED::equals).orElse(StreamState.STOPPED);
  }

  private static Optional<String> lastError(StreamRow row) {
    if (row.ownerLives() || row.lastError().isPresent()) {
      return row.lastError();
    }
    return Optional.of(
        row.owner()
            .map(
                owner ->
                    "no living owner: %s had it last, under generation %d; start one with 'baton run'"
                        .formatted(owner, row.generation()))
            .orElse("no engine has taken it yet; start one with 'baton run'"));
  }

  /**
   * An upper bound when nobody reports: no later than this did the source commit what is missing.
   */
  private static OptionalLong age(StreamRow row, OptionalLong lagBytes) {
    return lagBytes.equals(OptionalLong.of(0)) ? OptionalLong.of(0) : row.progressAgeMillis();
  }

  private OptionalLong bytesBehind(StreamName stream, StreamRow row) {
    if (row.progress().isEmpty()) {
      return OptionalLong.empty();
    }
    String query = "select greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), ?::pg_lsn))::bigint";
    try (PreparedStatement behind = sessions.at(stream.source()).prepareStatement(query)) {
      behind.setString(1, row.progress().get());
      try (ResultSet bytes = behind.executeQuery()) {
        bytes.next();
        return OptionalLong.of(bytes.getLong(1));
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.site(stream.source()));
    }
  }

  @Override
  public void close() {
    sessions.close();
    swaps.close();
  }
}
