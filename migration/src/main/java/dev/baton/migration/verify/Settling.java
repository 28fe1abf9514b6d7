package dev.baton.migration.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells real differences from changes in flight: waits until what was committed has been applied,
 * then looks at the suspects again. One that became equal was in flight; one that looks exactly as
 * before is a difference, for all that was committed when it was last seen has arrived; one that
 * changed is looked at again, a few rounds.
 */
final class Settling {
  private static final int ROUNDS = 5;

  /** Suspects in memory before the walk has to stop for a settling. */
  private static final int MOST_SUSPECTS = 20_000;

  private static final int KEYS_A_LOOK = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final BothSites sites;
  private final LagGate gate;
  private final Optional<Repair> repair;
  private final ProgressListener listener;
  private final List<TableTally> tallies = new ArrayList<>();

  Settling(BothSites sites, LagGate gate, Optional<Repair> repair, ProgressListener listener) {
    this.sites = sites;
    this.gate = gate;
    this.repair = repair;
    this.listener = listener;
  }

  void add(TableTally tally) {
    tallies.add(tally);
  }

  boolean full() {
    return suspects() >= MOST_SUSPECTS;
  }

  /** Decides every suspect noted so far, and repairs what differs if that was asked for. */
  void settle() {
    for (int round = 1; round <= ROUNDS && suspects() > 0; round++) {
      listener.onStep(new VerifyStep.LookAgain(suspects(), round));
      if (round > 1) {
        // Only restless rows are left: give them the time to come to rest.
        LagGate.pause(PAUSE.multipliedBy(round));
      }
      gate.await();
      tallies.forEach(this::lookAgain);
    }
    tallies.forEach(TableTally::giveUp);
  }

  private long suspects() {
    return tallies.stream().mapToLong(tally -> tally.suspects().size()).sum();
  }

  private void lookAgain(TableTally tally) {
    List<RowKey> keys = List.copyOf(tally.suspects().keySet());
    for (int from = 0; from < keys.size(); from += KEYS_A_LOOK) {
      lookAgain(tally, keys.subList(from, Math.min(keys.size(), from + KEYS_A_LOOK)));
    }
  }

  private void lookAgain(TableTally tally, List<RowKey> keys) {
    TablePair pair = tally.pair();
    BothSites.Answers<Map<RowKey, Digest>> now =
        sites.ask(
            s -> s.read(c -> TableQueries.lookup(c, pair.first(), keys)),
            s -> s.read(c -> TableQueries.lookup(c, pair.second(), keys)));
    Map<RowKey, Suspect> open = tally.suspects();
    List<Suspect> steady = new ArrayList<>();
    for (RowKey key : keys) {
      Suspect seen =
          new Suspect(
              key,
              now.first().getOrDefault(key, Digest.NONE),
              now.second().getOrDefault(key, Digest.NONE));
      if (seen.equal()) {
        open.remove(key);
      } else if (seen.equals(open.get(key))) {
        open.remove(key);
        steady.add(seen);
      } else {
        open.put(key, seen);
      }
    }
    if (!steady.isEmpty()) {
      tally.differ(steady, repair.map(r -> r.apply(pair, steady)).orElse(0L));
    }
  }
}
