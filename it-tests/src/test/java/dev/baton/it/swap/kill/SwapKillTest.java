package dev.baton.it.swap.kill;

import static dev.baton.it.swap.kill.KillCase.STREAMS;

import dev.baton.it.swap.kill.KillCase.Then;
import dev.baton.it.swap.kill.KillCase.Victim;
import dev.baton.protocol.handover.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever dies in a swap, and whenever: the link ends with one owner, every write applied once,
 * and nothing of the other engine left.
 */
class SwapKillTest {

  /** One of each kind; all are in {@link #everyOne}. */
  private static final List<KillCase> SOME =
      List.of(
          new KillCase(Step.DRAIN, STREAMS.getFirst(), Victim.NEW_ENGINE, Then.ABORT),
          new KillCase(Step.TAKE_OVER, STREAMS.getFirst(), Victim.BOTH_ENGINES, Then.ABORT),
          new KillCase(Step.CUT, STREAMS.getFirst(), Victim.SWAP_COMMAND, Then.RESUME),
          new KillCase(Step.SHADOW, STREAMS.getLast(), Victim.SWAP_COMMAND, Then.ABORT),
          new KillCase(Step.CUT, STREAMS.getFirst(), Victim.CURRENT_ENGINE, Then.RESUME),
          new KillCase(Step.CUT, STREAMS.getLast(), Victim.WEST, Then.RESUME));

  private KillRun run;

  @Test
  void aSwapSurvivesWhatDiesInIt() {
    try (KillRun run = new KillRun()) {
      SOME.forEach(run::go);
      run.finish();
    }
  }

  /** {@code mvn -Pkills verify}; with {@code -Dbaton.kills.only=TEXT} those whose names have it. */
  @TestFactory
  @Tag("kills")
  Stream<DynamicTest> everyOne() {
    String only = System.getProperty("baton.kills.only", "");
    List<KillCase> all = new ArrayList<>(KillCase.all());
    // One kind after the other, not one step: what comes before is part of a case.
    Collections.shuffle(all, new Random(20_261_123));
    return all.stream()
        .filter(one -> one.toString().contains(only))
        .map(one -> DynamicTest.dynamicTest(one.toString(), () -> next(one)));
  }

  @AfterEach
  void closeRun() {
    if (run != null) {
      run.close();
    }
  }

  /** After a failure, on sites that are new. */
  private void next(KillCase one) {
    long began = System.nanoTime();
    run = run == null ? new KillRun() : run;
    try {
      run.go(one);
    } catch (RuntimeException | AssertionError e) {
      run.close();
      run = null;
      System.out.println(one + " FAILED");
      throw e;
    }
    System.out.println(one + ": " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
  }
}
