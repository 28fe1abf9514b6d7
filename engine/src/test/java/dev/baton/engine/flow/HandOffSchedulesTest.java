package dev.baton.engine.flow;

import static dev.baton.engine.flow.Schedules.check;
import static dev.baton.engine.flow.Schedules.together;
import static dev.baton.engine.flow.Schedules.underAnySchedule;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The hand-off, whatever those who put, take and close do when. */
@Tag("schedules")
class HandOffSchedulesTest {
  private static final long LONG = 20_000;
  private static final TrailEvent[] EVENTS = {event(11), event(12)};

  /** As large as the hand-off. */
  private static TrailEvent event(long number) {
    return new TransactionPart(number, 0, List.of(), true, true, new SourcePosition(number), 10);
  }

  @Test
  void whoPutsAndWhoTakesWakeEachOther() {
    underAnySchedule(
        100,
        () -> {
          HandOff handOff = new HandOff(10, 10, 1);
          together(
              () -> {
                for (int i = 0; i < 2; i++) {
                  check(handOff.take(LONG).orElseThrow() == EVENTS[i], "taken in order");
                }
              },
              () -> {
                for (int i = 0; i < 2; i++) {
                  check(handOff.put(EVENTS[i]), "put while it is open");
                }
              });
        });
  }

  @Test
  void aCloseEndsTheWaitForRoomAndWhatIsInsideCanStillBeTaken() {
    underAnySchedule(
        100,
        () -> {
          HandOff handOff = new HandOff(10, 10, 1);
          int[] put = new int[1];
          together(
              handOff::close,
              () -> {
                while (handOff.put(EVENTS[put[0]])) {
                  put[0]++;
                }
              });
          check(put[0] <= 1, "there is room for one");
          check(handOff.poll().isPresent() == (put[0] == 1), "what was put is inside");
          check(handOff.isDrained(), "nothing else is");
        });
  }

  /** Whoever does it must not be met by another who does. */
  private static final class Doing implements Deputy {
    private boolean busy;
    private int done;

    /** Which of the events is left to the taker the first time, and it, once it is left. */
    private final TrailEvent leaves;

    private TrailEvent left;

    Doing(TrailEvent leaves) {
      this.leaves = leaves;
    }

    /** As the taker; does itself what nobody did for it. */
    void takes(HandOff handOff) throws InterruptedException {
      Optional<TrailEvent> event = handOff.take(LONG, this);
      check(!busy, "nobody acts for one who goes on");
      if (left != null) {
        check(event.isEmpty(), "nothing is taken beside what was left");
        does(left);
        left = null;
      }
      if (event.isPresent()) {
        does(event.get());
      }
    }

    @Override
    public boolean actsOn(TrailEvent event) {
      return true;
    }

    @Override
    public boolean act(TrailEvent event) {
      if (event == leaves) {
        left = event;
        return false;
      }
      does(event);
      return true;
    }

    private void does(TrailEvent event) {
      check(!busy, "one at a time");
      busy = true;
      check(event == EVENTS[done], "in order");
      done++;
      busy = false;
    }
  }

  @Test
  void anEventIsTakenOrActedOnOnceInOrderAndByOneAtATime() {
    underAnySchedule(200, () -> takesBoth(new Doing(null)));
  }

  @Test
  void anEventThatIsLeftIsDoneByTheTakerBeforeWhatComesBehindIt() {
    underAnySchedule(200, () -> takesBoth(new Doing(EVENTS[0])));
  }

  private static void takesBoth(Doing doing) throws InterruptedException {
    HandOff handOff = new HandOff(10, 10, 1);
    together(
        () -> {
          while (!handOff.isDrained()) {
            doing.takes(handOff);
          }
        },
        () -> {
          handOff.putLast(EVENTS[0]);
          handOff.putLast(EVENTS[1]);
          handOff.close();
        });
    check(doing.done == 2, "both are done");
  }

  @Test
  void whoIsWokenWhileAnotherActsForHimWaitsForItsEnd() {
    underAnySchedule(
        200,
        () -> {
          HandOff handOff = new HandOff(10, 10, 1);
          Doing doing = new Doing(null);
          together(
              () -> {
                doing.takes(handOff);
              },
              () -> handOff.putLast(EVENTS[0]),
              handOff::wake);
          check(doing.done == 1 || handOff.poll().isPresent(), "it is done, or waits");
        });
  }

  @Test
  void aCloseEndsTheWaitForEventsAndNothingThatWasPutIsLost() {
    underAnySchedule(
        100,
        () -> {
          HandOff handOff = new HandOff(10, 10, 1);
          int[] put = new int[1];
          int[] taken = new int[1];
          together(
              () -> {
                while (!handOff.isDrained()) {
                  if (handOff.take(LONG).isPresent()) {
                    taken[0]++;
                  }
                }
              },
              () -> {
                while (put[0] < 2 && handOff.put(EVENTS[put[0]])) {
                  put[0]++;
                }
              },
              handOff::close);
          check(put[0] == taken[0], "what was put is taken");
        });
  }
}
