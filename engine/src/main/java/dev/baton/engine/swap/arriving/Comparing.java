package dev.baton.engine.swap.arriving;

import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.swap.row.ShadowTable;
import dev.baton.engine.swap.row.ShadowTable.Comparison;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent.Agreed;
import dev.baton.protocol.handover.HandoverEvent.Differed;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what both engines make of the trail, for the time that was asked for: the current engine
 * notes digests at the target, this one reads them and holds its own against them.
 *
 * <p>The end: the time is over, and all that this engine had read by then is compared. On a quiet
 * stream there is nothing to compare, which the notes tell too: written twice since, and empty.
 */
final class Comparing implements StepTask {
  private static final Logger log = LoggerFactory.getLogger(Comparing.class);
  private static final int MOST_AT_ONCE = 20_000;
  private static final long LOOK_MILLIS = 200;
  private static final long REMARK_MILLIS = 10_000;

  private Optional<DigestMerge> merge = Optional.empty();
  private Optional<Ending> ending = Optional.empty();
  private long lookedAtMillis;
  private long remarkedAtMillis;

  /**
   * What the end waits for.
   *
   * @param last position that this engine had read when the time was over
   * @param writtenMicros when the current engine had last written its notes then
   * @param writings how often it has since
   */
  private record Ending(SourcePosition last, long writtenMicros, int writings) {
    Ending seen(long micros) {
      return micros == writtenMicros ? this : new Ending(last, micros, writings + 1);
    }
  }

  @Override
  public Step in() {
    return Step.SHADOW;
  }

  @Override
  public Set<EventKind> brings() {
    return Set.of(EventKind.AGREED, EventKind.DIFFERED, EventKind.TAKEN_BY_FORCE);
  }

  @Override
  public void work(Look look) throws SQLException {
    Arrival arrival = look.arrival();
    StreamHandle stream = arrival.stream();
    if (merge.isEmpty()) {
      // What an earlier look noted was compared by nobody, or by somebody who is gone.
      stream.endShadow();
      merge = Optional.of(new DigestMerge());
    }
    Notes notes = stream.shadow();
    if (arrival.now() - lookedAtMillis >= LOOK_MILLIS) {
      lookedAtMillis = arrival.now();
      compare(look, notes, merge.get());
    }
    Force.ifDue(look);
  }

  private void compare(Look look, Notes notes, DigestMerge comparing) throws SQLException {
    Arrival arrival = look.arrival();
    String stream = arrival.stream().name().toString();
    Optional<Comparison> found = ShadowTable.find(arrival.control(), stream, arrival.id());
    if (found.isEmpty()) {
      arrival.move((transaction, locked) -> new Agreed(arrival.now()));
      return;
    }
    Comparison theirs = found.get();
    Notes.Page own = notes.page(MOST_AT_ONCE);
    advance(arrival, comparing, own, theirs);
    notes.forget(comparing.done());
    ShadowTable.result(
        arrival.control(),
        stream,
        arrival.id(),
        comparing.compared(),
        comparing.difference().orElse(""));
    if (comparing.difference().isPresent()) {
      differ(look, comparing.difference().get());
    } else if (isOver(look, comparing, notes, theirs)) {
      agree(look, comparing, own.missed() + theirs.missed());
    }
  }

  private static void advance(
      Arrival arrival, DigestMerge comparing, Notes.Page own, Comparison theirs)
      throws SQLException {
    Optional<SourcePosition> start = comparing.start(own.from(), theirs.from());
    SourcePosition end = own.to().isAfter(theirs.to()) ? theirs.to() : own.to();
    if (start.isPresent() && end.isAfter(start.get())) {
      comparing.compare(
          start.get(),
          end,
          own,
          ShadowTable.read(
              arrival.control(),
              arrival.stream().name().toString(),
              arrival.id(),
              start.get(),
              end));
    }
  }

  private boolean isOver(Look look, DigestMerge comparing, Notes notes, Comparison theirs) {
    Arrival arrival = look.arrival();
    if (arrival.now() < look.handover().times().sinceMillis() + theirs.millis()) {
      return false;
    }
    Notes.Page rest = notes.page(1);
    Ending waited =
        ending
            .orElseGet(() -> new Ending(rest.to(), theirs.writtenMicros(), 0))
            .seen(theirs.writtenMicros());
    ending = Optional.of(waited);
    boolean all = comparing.began().isPresent() && !waited.last().isAfter(comparing.done());
    boolean quiet =
        waited.writings() >= 2
            && rest.digests().isEmpty()
            && !theirs
                .to()
                .isAfter(comparing.done().isAfter(rest.to()) ? comparing.done() : rest.to());
    if (!all && !quiet && arrival.now() - remarkedAtMillis >= REMARK_MILLIS) {
      remarkedAtMillis = arrival.now();
      log.info(
          "{}: waiting for engine {} to tell its digests", arrival.stream().name(), former(look));
    }
    return all || quiet;
  }

  private static void agree(Look look, DigestMerge comparing, long missed) throws SQLException {
    Arrival arrival = look.arrival();
    log.info(
        "{}: {} transactions compared with engine {}, no difference{}",
        arrival.stream().name(),
        comparing.compared(),
        former(look),
        missed == 0 ? "" : "; " + missed + " could not be compared");
    arrival.move((transaction, locked) -> new Agreed(arrival.now()));
    arrival.stream().endShadow();
    ShadowTable.remove(arrival.control(), arrival.stream().name().toString());
  }

  /** The first stream decides for all: what differs in a later one ends that one first. */
  private static void differ(Look look, String difference) throws SQLException {
    Arrival arrival = look.arrival();
    String what = arrival.stream().name() + " differs, " + difference;
    arrival.differs(what);
    arrival.moveIfAllowed(look.handover(), new Differed(arrival.now(), what, look.link()));
  }

  private static String former(Look look) {
    return look.handover().terms().from();
  }
}
