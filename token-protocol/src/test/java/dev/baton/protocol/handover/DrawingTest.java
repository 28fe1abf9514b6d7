package dev.baton.protocol.handover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrawingTest {
  private final Drawing drawing = new Drawing(HandoverTransitions.TABLE);

  @Test
  void theDiagramHasAnArrowForEveryStepChange() {
    assertThat(drawing.diagram())
        .startsWith("stateDiagram-v2\n  [*] --> PREPARE: offered [N]\n")
        .contains("  PREPARE --> WARM_UP: prepared [N]\n")
        .contains("  CUT --> TAKE_OVER: handed over [C] / taken by force [N]\n")
        .contains("  RETURN --> ABORTED: handed back [N] / new gone, taken back [C]\n")
        .endsWith("  DONE --> [*]\n  ABORTED --> [*]\n");
  }

  @Test
  void theTableHasALineForEveryTransition() {
    assertThat(drawing.markdown().lines())
        .hasSize(3 + HandoverTransitions.TABLE.transitions().size())
        .contains(
            "| PREPARE | prepared | N | WARM_UP | reads and discards |",
            "| WARM_UP | level (digests are to be compared, and did not agree yet) | N | SHADOW |"
                + " compares digests with the current engine's |");
  }
}
