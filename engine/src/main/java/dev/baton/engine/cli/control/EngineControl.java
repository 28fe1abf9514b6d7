package dev.baton.engine.cli.control;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.cli.control.ReportsSince.Knowledge;
import dev.baton.engine.stream.StreamState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Steers a running engine: writes what is wanted into Baton's tables, wakes the engine, and waits
 * until it is so. Holds one session at each site until closed; one thread at a time.
 */
public final class EngineControl implements AutoCloseable {
  /**
   * The channel engines listen on; the tables hold what is wanted, so a lost wake-up costs a poll.
   */
  private static final String WAKE_UP = "notify baton_control";

  private static final Duration POLL = Duration.ofMillis(50);

  /** An engine that is told to go on may report its old failure for so long. */
  private static final Duration LONGEST_STALE = Duration.ofSeconds(5);

  private final LinkSessions sessions;
  private final Settings settings;
  private final Duration patience;

  /** What an operator may want of a stream. */
  public enum Wanted {
    RUNNING,
    PAUSED,
    STOPPED
  }

  /** How a control operation ended. */
  public enum Outcome {
    /** The living owner did it. */
    DONE,
    /** Nobody owns it now; it is written down for whoever takes it. */
    NO_ENGINE
  }

  /**
   * Connects; errors as {@link SiteConnections#open}, or NOT_PROVISIONED.
   *
   * @param patience how long an engine may take to follow
   */
  public EngineControl(Settings settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
    this.sessions = new LinkSessions(settings, "control");
  }

  /**
   * Makes a stream go on, pause or stop.
   *
   * @throws BatonException REFUSED when the owner did not follow in time, or the stream failed
   */
  public Outcome ask(StreamName stream, Wanted wanted) throws InterruptedException {
    OptionalLong wished = write(stream, wanted);
    if (wished.isEmpty()) {
      return Outcome.NO_ENGINE;
    }
    long asked = System.nanoTime();
    ReportsSince reports = new ReportsSince(wished.getAsLong());
    StreamRow row = row(stream);
    Knowledge known = reports.look(row.reportedMicros());
    while (row.ownerLives()
        && !(known == Knowledge.KNOWS && isSo(row, wanted))
        && !fails(row, wanted, asked)
        && System.nanoTime() - asked < patience.toNanos()) {
      if (known == Knowledge.NEXT_KNOWS) {
        // Else the next report is up to a second away.
        execute(stream.target(), WAKE_UP);
      }
      Thread.sleep(POLL);
      row = row(stream);
      known = reports.look(row.reportedMicros());
    }
    if (!row.ownerLives()) {
      return Outcome.NO_ENGINE;
    }
    if (known != Knowledge.KNOWS || !isSo(row, wanted)) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "stream %s is %s and not %s%s"
              .formatted(
                  stream,
                  row.reported().map(StreamState::name).orElse("silent"),
                  wanted,
                  row.lastError().map(error -> ": " + error).orElse("; look at the engine's log")));
    }
    return Outcome.DONE;
  }

  /**
   * Ends the engine that owns any stream of the link.
   *
   * @throws BatonException REFUSED when it still lives after the time given to it
   */
  public Outcome stopEngine() throws InterruptedException {
    boolean lived = anyOwnerLives();
    for (String site : sessions.sites()) {
      execute(site, "update baton.engine set stop_requested = true");
      execute(site, WAKE_UP);
    }
    if (!lived) {
      return Outcome.NO_ENGINE;
    }
    if (!await(() -> !anyOwnerLives() && !anyEngineSession())) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "the engine of link %s still runs %d s after it was told to stop; look at its log, or end its process"
              .formatted(settings.link(), patience.toSeconds()));
    }
    return Outcome.DONE;
  }

  /** The streams of the link, in the order of the settings. */
  public List<StreamName> streams() {
    return settings.replicate().streams();
  }

  private boolean anyOwnerLives() {
    return streams().stream().anyMatch(stream -> row(stream).ownerLives());
  }

  /** Whether an engine of the link is still connected: its sessions are named after streams. */
  private boolean anyEngineSession() {
    for (String site : sessions.sites()) {
      if (hasEngineSession(site)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEngineSession(String site) {
    String sql =
        "select exists (select from pg_stat_activity where starts_with(application_name, ?)"
            + " and position('->' in application_name) > 0)";
    try (PreparedStatement query = sessions.at(site).prepareStatement(sql)) {
      query.setString(1, "baton/" + settings.link() + "/");
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.site(site));
    }
  }

  private static boolean fails(StreamRow row, Wanted wanted, long askedNanos) {
    return wanted == Wanted.RUNNING
        && System.nanoTime() - askedNanos > LONGEST_STALE.toNanos()
        && row.reported().equals(Optional.of(StreamState.FAILED));
  }

  private static boolean isSo(StreamRow row, Wanted wanted) {
    StreamState expected =
        switch (wanted) {
          case RUNNING -> StreamState.STREAMING;
          case PAUSED -> StreamState.PAUSED;
          case STOPPED -> StreamState.STOPPED;
        };
    return row.reported().equals(Optional.of(expected));
  }

  private StreamRow row(StreamName stream) {
    return StreamRow.read(
        sessions.at(stream.target()), settings.site(stream.target()), settings.link(), stream);
  }

  /**
   * Writes what is wanted, and wakes the engine.
   *
   * @return when it could be read by all, microseconds since 1970 by the target's clock; empty when
   *     the stream has no row yet: nobody has ever taken it
   */
  private OptionalLong write(StreamName stream, Wanted wanted) {
    Connection target = sessions.at(stream.target());
    String update = "update baton.stream set desired_state = ? where stream = ?";
    // A statement of its own: the update can be read only once it is committed.
    String clock = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
    try (PreparedStatement statement = target.prepareStatement(update);
        PreparedStatement asking = target.prepareStatement(clock)) {
      statement.setString(1, wanted.name());
      statement.setString(2, stream.toString());
      boolean known = statement.executeUpdate() > 0;
      try (ResultSet now = asking.executeQuery()) {
        now.next();
        execute(stream.target(), WAKE_UP);
        return known ? OptionalLong.of(now.getLong(1)) : OptionalLong.empty();
      }
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.site(stream.target()));
    }
  }

  private void execute(String site, String sql) {
    try (Statement statement = sessions.at(site).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.site(site));
    }
  }

  private boolean await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  @Override
  public void close() {
    sessions.close();
  }
}
