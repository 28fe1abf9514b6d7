package dev.baton.protocol.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.TransactionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopRuleTest {
  private static final OriginMark NONE = new OriginMark.None();
  private static final OriginMark BLUE = new OriginMark.Applied("west", "blue");
  private static final ActiveTransactions LIST =
      ActiveTransactions.fromDatabase("10:15:10,12", List.of(new TransactionId(17)), List.of());

  private static Verdict unmarked(long id) {
    return LoopRule.judge(NONE, new TransactionId(id), List.of(LIST));
  }

  @Test
  void whatCarriesAMarkIsReplicatedWhoeverLeftIt() {
    assertThat(LoopRule.judge(BLUE)).isEqualTo(Verdict.REPLICATED);
    assertThat(LoopRule.judge(BLUE, new TransactionId(99), List.of(LIST)))
        .isEqualTo(Verdict.REPLICATED);
    assertThat(Verdict.REPLICATED.isSentOn()).isFalse();
  }

  @Test
  void whatCarriesNoneIsLocalAmongEnginesThatLeaveMarks() {
    assertThat(LoopRule.judge(NONE)).isEqualTo(Verdict.LOCAL);
    assertThat(LoopRule.judge(NONE, new TransactionId(3), List.of())).isEqualTo(Verdict.LOCAL);
    assertThat(Verdict.LOCAL.isSentOn()).isTrue();
  }

  @Test
  void whatBeganBeforeTheTokenIsTheUnmarkedEnginesBusiness() {
    assertThat(List.of(3L, 9L, 10L, 11L, 14L))
        .allMatch(id -> unmarked(id) == Verdict.UNMARKED_ENGINES);
    assertThat(Verdict.UNMARKED_ENGINES.isSentOn()).isFalse();
  }

  @Test
  void theNewestOpenTransactionBeganBeforeItToo() {
    assertThat(unmarked(17)).isEqualTo(Verdict.UNMARKED_ENGINES);
  }

  @Test
  void whatBeganAfterTheTokenIsLocal() {
    assertThat(List.of(15L, 16L, 18L)).allMatch(id -> unmarked(id) == Verdict.LOCAL);
  }
}
