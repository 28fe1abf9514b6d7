package dev.baton.protocol.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  void aSeedReplaysExactlyWhateverTheWorldWentThroughBefore() {
    World used = new World();
    History history = new History(used);
    for (long seed = 0; seed < 300; seed++) {
      history.run(seed);
      World fresh = new World();
      new History(fresh).run(seed);
      assertThat(fingerprint(used)).as("seed %d", seed).isEqualTo(fingerprint(fresh));
    }
  }

  @Test
  void aHistoryCanBeToldInWords() {
    assertThat(SimulationTest.tell(1, Mutant.NONE))
        .contains("offered: ")
        .contains("HEALED")
        .endsWith("seed 1: ended well");
    assertThat(SimulationTest.tell(1, Mutant.NONE)).isEqualTo(SimulationTest.tell(1, Mutant.NONE));
  }

  private static long fingerprint(World world) {
    long print = world.step;
    for (Site site : world.sites) {
      print = print * 31 + site.trail.end;
      print = print * 31 + site.applied.last;
      print = print * 31 + site.generation;
      print = print * 31 + site.replicatedState;
    }
    return print;
  }
}
