package dev.baton.protocol.token;

import static dev.baton.protocol.token.Tokens.CODEC;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenGuardTest {
  private final TokenGuard guard = new TokenGuard(CODEC, "shop", "east->west");

  @BeforeEach
  void expectHandoverSeven() {
    guard.expect(7, 4);
  }

  private void rejects(byte[] bytes, Rejection why) {
    long before = guard.rejected().getOrDefault(why, 0L);
    assertThat(guard.admit(bytes)).isEmpty();
    assertThat(guard.rejected()).containsEntry(why, before + 1);
  }

  private static byte[] bytes(long handover, long generation, long sequence) {
    return CODEC.encode(Tokens.cut(handover, generation, sequence));
  }

  @Test
  void aTokenThatIsDueComesThroughOnce() {
    assertThat(guard.admit(bytes(7, 4, 1))).contains(Tokens.cut(7, 4, 1));
    rejects(bytes(7, 4, 1), Rejection.REPEATED);
    assertThat(guard.admit(bytes(7, 4, 2))).isPresent();
  }

  @Test
  void anEarlierTokenThatComesLateIsARepeat() {
    assertThat(guard.admit(bytes(7, 4, 3))).isPresent();
    rejects(bytes(7, 4, 2), Rejection.REPEATED);
  }

  @Test
  void tokensOfOtherHandoversAndBurnedGenerationsAreStale() {
    rejects(bytes(6, 4, 1), Rejection.OTHER_HANDOVER);
    rejects(bytes(8, 4, 1), Rejection.OTHER_HANDOVER);
    rejects(bytes(7, 3, 1), Rejection.STALE_GENERATION);
  }

  @Test
  void tokensOfOtherStreamsAndLinksAreNotThisOnes() {
    TokenGuard reverse = new TokenGuard(CODEC, "shop", "west->east");
    TokenGuard other = new TokenGuard(CODEC, "other", "east->west");
    assertThat(reverse.admit(bytes(7, 4, 1))).isEmpty();
    assertThat(other.admit(bytes(7, 4, 1))).isEmpty();
    assertThat(reverse.rejected()).containsOnlyKeys(Rejection.OTHER_STREAM);
    assertThat(other.rejected()).containsOnlyKeys(Rejection.OTHER_LINK);
  }

  @Test
  void whatIsRejectedLeavesNoTraceButItsCount() {
    rejects(bytes(6, 4, 9), Rejection.OTHER_HANDOVER);
    rejects(bytes(7, 3, 9), Rejection.STALE_GENERATION);
    rejects(new byte[5], Rejection.UNKNOWN_VERSION);
    assertThat(guard.admit(bytes(7, 4, 1))).isPresent();
  }

  @Test
  void aGuardThatExpectsNothingLetsNothingThrough() {
    TokenGuard idle = new TokenGuard(CODEC, "shop", "east->west");
    assertThat(idle.admit(bytes(0, 0, 1))).isEmpty();
  }

  @Test
  void anotherHandoverBeginsItsOwnNumbers() {
    guard.admit(bytes(7, 4, 5));
    guard.expect(8, 5);
    assertThat(guard.admit(bytes(8, 5, 1))).isPresent();
    guard.expect(8, 5);
    rejects(bytes(8, 5, 1), Rejection.REPEATED);
  }
}
