package dev.baton.engine.apply;

import static dev.baton.engine.flow.Schedules.check;
import static dev.baton.engine.flow.Schedules.together;
import static dev.baton.engine.flow.Schedules.underAnySchedule;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.apply.hazard.Hazards;
import dev.baton.engine.apply.lane.CommitOrder;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Numbered;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.flow.Schedules.Task;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lanes take from one intake, hazards and the order of commits included, at any moment. */
@Tag("schedules")
class IntakeSchedulesTest {
  private static final long LONG = 20_000;

  /** The number that the stage goes on from. */
  private static final long BEFORE = 10;

  private static final SourceTable TABLE =
      new SourceTable(new TableName("public", "t"), List.of("id"));
  private static final Optional<TargetTable> TARGET =
      Optional.of(
          new TargetTable(
              TABLE.name(),
              List.of(new TargetColumn("id", "pg_catalog", "text", 0)),
              List.of(0),
              false,
              true,
              List.of(),
              List.of(List.of(0)),
              Optional.empty(),
              false));

  private static final TrailEvent[] EVENTS = {
    event(11, "a", 0), event(12, "b", 0), event(13, "b", 12), event(14, "a", 11)
  };
  private static final TrailEvent[] SAME_ROW = {event(12, "a", 11), event(13, "a", 12)};

  private static final Group FORMER =
      new Group(
          List.of((TransactionPart) event(BEFORE, "c", 0)), new SourcePosition(BEFORE), 0, 1, 1);

  /**
   * A transaction of 10 bytes that updates a row and ends at its number.
   *
   * @param before the number of the event before it that updates the same row
   */
  private static TrailEvent event(long number, String row, long before) {
    RowChange change = new RowChange.Update(TABLE, null, RowImage.of(row));
    return new TransactionPart(
        number, before, List.of(change), true, true, new SourcePosition(number), 10);
  }

  /** Lanes that take from one intake, and apply to nowhere. Numbers are those of the events. */
  private static final class Stage {
    final HandOff handOff = new HandOff(1_000, 1_000, 100);
    final CommitOrder order = new CommitOrder(BEFORE);
    final Intake intake;

    /** Owned by the lane whose turn it is. */
    final List<Long> commits = new ArrayList<>();

    /** Rows meet nobody: what is written is not replicated. */
    Stage(int helpers, TrailEvent... waiting) throws InterruptedException {
      this(new Hazards(table -> Optional.empty()), helpers, waiting);
    }

    private Stage(Hazards hazards, int helpers, TrailEvent... waiting) throws InterruptedException {
      put(waiting);
      intake =
          new Intake(
              new Packing(handOff, 1, 100, new SourcePosition(BEFORE), false),
              hazards,
              order,
              helpers,
              100,
              BEFORE);
    }

    /** The table is known already: getting to know it is long, and nothing is shared in it. */
    static Stage ofHazards(TrailEvent... waiting) throws InterruptedException {
      Hazards hazards = new Hazards(table -> TARGET);
      hazards.admit(BEFORE, FORMER);
      return new Stage(hazards, 1, waiting);
    }

    void put(TrailEvent... events) throws InterruptedException {
      for (TrailEvent event : events) {
        handOff.put(event);
      }
    }

    /** Takes a group as the leading lane does; empty when there is none. */
    Optional<Numbered> lead() throws InterruptedException {
      intake.lock();
      try {
        Optional<TrailEvent> event = handOff.take(LONG);
        if (event.isEmpty()) {
          return Optional.empty();
        }
        Numbered work = intake.number(intake.packing().group(event.get()).orElseThrow());
        intake.call();
        return Optional.of(work);
      } finally {
        intake.unlock();
      }
    }

    void leadToTheEnd() throws InterruptedException {
      handOff.close();
      Optional<Numbered> work = lead();
      while (work.isPresent()) {
        apply(work.get());
        work = lead();
      }
      intake.lock();
      try {
        end();
      } finally {
        intake.unlock();
      }
    }

    /** Ends the stage as the leading lane does; under the intake's lock. */
    void end() throws InterruptedException {
      intake.settle();
      check(commits.size() == intake.seq() - BEFORE, "all that was numbered is committed");
      check(intake.packing().position().value() == intake.seq(), "and so is all that was packed");
      intake.close();
    }

    void help() throws InterruptedException {
      Optional<Numbered> work = intake.help();
      while (work.isPresent()) {
        apply(work.get());
        work = intake.help();
      }
    }

    /** Applies a group as a lane does. */
    void apply(Numbered work) throws InterruptedException {
      long seq = work.seq();
      check(endOf(work) == seq, "numbered in the order of the trail");
      order.await(work.after());
      check(order.isCommitted(rowWritten(work)), "who wrote the row before is committed");
      order.await(seq - 1);
      commits.add(seq);
      intake.committed(work.group());
      order.committed(seq);
    }

    private static long endOf(Numbered work) {
      return work.group().position().value();
    }

    /** Which event before it wrote its row, as its time of commit tells. */
    private static long rowWritten(Numbered work) {
      return work.group().commitMicros();
    }
  }

  @Test
  void lanesThatTakeAtOnceNumberInTheOrderOfTheTrail() {
    underAnySchedule(
        60,
        () -> {
          Stage stage = new Stage(2, EVENTS);
          Task taking =
              () -> {
                Numbered work = stage.intake.help().orElseThrow();
                check(Stage.endOf(work) == work.seq(), "numbered in the order of the trail");
              };
          together(taking, taking);
        });
  }

  @Test
  void groupsThatMeetAreKeptApartAndTheRestCommitInTheOrderOfTheTrail() {
    underAnySchedule(
        50,
        () -> {
          Stage stage = Stage.ofHazards(EVENTS);
          together(stage::leadToTheEnd, stage::help);
          check(stage.commits.equals(List.of(11L, 12L, 13L, 14L)), "each once, in order");
        });
  }

  @Test
  void aGroupThatWasTakenAloneIsKnownToThoseThatComeAfterIt() {
    underAnySchedule(
        50,
        () -> {
          Stage stage = Stage.ofHazards(EVENTS[0]);
          together(
              () -> {
                Numbered work = stage.lead().orElseThrow();
                stage.put(SAME_ROW);
                stage.apply(work);
                stage.leadToTheEnd();
              },
              stage::help);
          check(stage.commits.equals(List.of(11L, 12L, 13L)), "each once, in order");
        });
  }

  /** The leading lane applies for as long as it takes: it wakes one lane, which wakes another. */
  @Test
  void lanesThatCanHelpAreWokenWhileOneApplies() {
    underAnySchedule(
        30,
        () -> {
          Stage stage = new Stage(2);
          CountDownLatch helping = new CountDownLatch(2);
          Task helper =
              () -> {
                stage.intake.help().orElseThrow();
                helping.countDown();
              };
          together(
              () -> {
                stage.put(EVENTS);
                stage.lead();
                helping.await();
              },
              helper,
              helper);
        });
  }

  @Test
  void aControlOperationMeetsAllThatWasPackedCommittedAndNothingComesAfterIt() {
    underAnySchedule(
        30,
        () -> {
          Stage stage = Stage.ofHazards(EVENTS);
          together(
              () -> {
                while (!isMet(stage)) {
                  Optional<Numbered> work = stage.lead();
                  if (work.isPresent()) {
                    stage.apply(work.get());
                  }
                }
              },
              stage::help,
              () -> {
                stage.intake.ask((lane, seq, position) -> true);
                stage.handOff.wake();
              });
          check(stage.commits.size() == stage.intake.seq() - BEFORE, "nothing came after it");
        });
  }

  private static boolean isMet(Stage stage) throws InterruptedException {
    stage.intake.lock();
    try {
      boolean asked = stage.intake.asked().isPresent();
      if (asked) {
        stage.end();
      }
      return asked;
    } finally {
      stage.intake.unlock();
    }
  }
}
