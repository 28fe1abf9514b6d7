package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.PostgresSource;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.swap.row.Absence;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.Leftovers;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.Moves;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.Cleaned;
import dev.baton.protocol.handover.HandoverEvent.ReturnAsked;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Undoes a swap from outside of both engines: aborts it before its first stream is cut, asks for
 * the way back while that is open, and removes what a new engine left that is gone. Every step may
 * be repeated, and done by several at once. Holds a session at each site; one thread.
 */
public final class Withdrawal implements AutoCloseable {
  private final Settings settings;
  private final InstantSource clock;
  private final LinkView link;
  private final long id;
  private final Map<StreamName, Absence> absences = new HashMap<>();

  /** Of the swap with that number; connects when first asked. */
  public Withdrawal(Settings settings, long id, InstantSource clock) {
    this.settings = settings;
    this.id = id;
    this.clock = clock;
    this.link = new LinkView(settings);
  }

  /** What has come of it so far. */
  public enum Progress {
    /** The former engine owns every stream and nothing is left of the new one. */
    UNDONE,
    /** It is on its way; to be asked again. */
    UNDER_WAY,
    /** Too late: the new engine keeps the streams. */
    ROLLS_FORWARD
  }

  /**
   * Does what can be done now.
   *
   * @param reason for people, kept in the rows
   */
  public Progress advance(String reason) {
    try {
      Optional<Handover> first = row(link.streams().getFirst());
      if (first.isEmpty()) {
        return Progress.UNDONE;
      }
      return switch (first.get().step()) {
        case PREPARE, WARM_UP, SHADOW, TOKEN, DRAIN, CUT -> abort(reason);
        case TAKE_OVER ->
            first.get().terms().confirmMillis() > 0 ? Progress.UNDER_WAY : Progress.ROLLS_FORWARD;
        case CONFIRM ->
            first.get().terms().confirmMillis() > 0 ? askBack() : Progress.ROLLS_FORWARD;
        case RETURN -> Progress.UNDER_WAY;
        case RETIRE, DONE -> Progress.ROLLS_FORWARD;
        case ABORTED -> finish(reason);
      };
    } catch (SQLException e) {
      link.reset();
      throw SiteConnections.translate(e, settings.site(link.streams().getFirst().target()));
    }
  }

  private Optional<Handover> row(StreamName stream) throws SQLException {
    return HandoverTable.find(link.at(stream.target()), stream.toString(), id)
        .map(HandoverRow::handover);
  }

  /** The first decides: where it cannot be aborted, nothing is. */
  private Progress abort(String reason) throws SQLException {
    LinkRows rows = link.rows(id);
    Decision decision = move(link.streams().getFirst(), new Aborted(clock.millis(), reason, rows));
    // Refused: it was cut meanwhile, so the next look decides.
    return decision instanceof Decision.Refused ? Progress.UNDER_WAY : finish(reason);
  }

  private Progress askBack() throws SQLException {
    LinkRows rows = link.rows(id);
    StreamName first = link.streams().getFirst();
    ReturnAsked asked = new ReturnAsked(clock.millis(), rows);
    Optional<Handover> row = rows.first();
    if (row.isPresent() && HandoverProtocol.next(row.get(), asked) instanceof Decision.Accepted) {
      move(first, asked);
    }
    return Progress.UNDER_WAY;
  }

  /** After the first: the others follow, and a new engine that is gone is cleaned up after. */
  private Progress finish(String reason) throws SQLException {
    boolean settled = true;
    for (StreamName stream : link.streams()) {
      Optional<HandoverRow> found =
          HandoverTable.find(link.at(stream.target()), stream.toString(), id);
      if (found.isEmpty()) {
        continue;
      }
      Handover row = found.get().handover();
      LinkRows rows = link.rows(id);
      switch (LinkCourse.follow(row, rows)) {
        case NOTHING -> {}
        case ABORT -> move(stream, new Aborted(clock.millis(), reason, rows));
        case ASK_RETURN -> move(stream, new ReturnAsked(clock.millis(), rows));
        // Both belong to a first stream that the new engine keeps.
        case WITHDRAW_RETURN, CLOSE_WINDOW -> {}
      }
      settled &= clean(stream, found.get());
    }
    return settled ? Progress.UNDONE : Progress.UNDER_WAY;
  }

  /** Answers whether nothing of the new engine is left in the stream. */
  private boolean clean(StreamName stream, HandoverRow seen) throws SQLException {
    Handover row = row(stream).orElseThrow();
    if (row.step() == Step.DONE || row.isSettled()) {
      return true;
    }
    Connection control = link.at(stream.target());
    if (row.step() != Step.ABORTED
        || !absences
            .computeIfAbsent(stream, s -> new Absence(clock))
            .isLong(Presence.of(control, settings.link(), stream, row.terms().to()))) {
      return false;
    }
    SiteSettings site = settings.site(stream.source());
    try (SourceSite source =
        switch (site.type()) {
          case POSTGRESQL -> PostgresSource.open(site, settings.link(), "leftovers");
        }) {
      Leftovers.remove(control, source, row.terms().stream(), row.terms().to(), seen.toSlot());
    }
    return !(move(stream, new Cleaned(clock.millis())) instanceof Decision.Refused);
  }

  private Decision move(StreamName stream, HandoverEvent event) throws SQLException {
    return Moves.move(link.at(stream.target()), stream, id, (transaction, locked) -> event);
  }

  @Override
  public void close() {
    link.close();
  }
}
