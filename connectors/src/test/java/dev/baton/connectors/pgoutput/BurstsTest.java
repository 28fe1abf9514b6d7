package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a reader reads in bursts, and the receiver may let what comes come together. */
class BurstsTest {
  private static final long LEVEL_MICROS = TimeUnit.MILLISECONDS.toMicros(5);
  private static final InputStream EMPTY = new ByteArrayInputStream(new byte[0]);
  private static final InputStream MORE = new ByteArrayInputStream(new byte[1]);

  private final Gathering receiver = new Gathering();
  private final Bursts bursts = new Bursts(receiver);

  @Test
  void aReaderIsBehindWhileWhatIsSentWasCommittedLongAgo() {
    bursts.sentAfter(LEVEL_MICROS);
    assertThat(receiver.isGathering()).isFalse();
    bursts.sentAfter(Bursts.BEHIND_MICROS);
    assertThat(receiver.isGathering()).isTrue();
    bursts.sentAfter(LEVEL_MICROS);
    assertThat(receiver.isGathering()).isFalse();
  }

  @Test
  void aReaderThatFindsNothingMoreIsLevelUntilItIsToldOtherwise() throws IOException {
    bursts.sentAfter(Bursts.BEHIND_MICROS);
    bursts.awaits(MORE);
    assertThat(receiver.isGathering()).isTrue();
    bursts.awaits(EMPTY);
    assertThat(receiver.isGathering()).isFalse();
    bursts.sentAfter(Bursts.BEHIND_MICROS);
    assertThat(receiver.isGathering()).isTrue();
  }

  @Test
  void whatComesWhileTheReaderPausesShowsThatItIsBehindStill() throws IOException {
    bursts.sentAfter(Bursts.BEHIND_MICROS);
    bursts.awaits(new ComingLater());
    assertThat(receiver.isGathering()).isTrue();
  }

  @Test
  void aReaderThatIsLevelDoesNotEvenLookWhetherThereIsMore() throws IOException {
    bursts.sentAfter(LEVEL_MICROS);
    bursts.awaits(
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read by the bursts");
          }

          @Override
          public int available() {
            throw new AssertionError("looked at although level");
          }
        });
  }

  @Test
  void whoOnlyLooksIsNotMadeToWait() throws IOException {
    bursts.looking(true);
    assertNothingCame(EMPTY);
    bursts.sentAfter(Bursts.BEHIND_MICROS);
    assertNothingCame(new ComingLater());
    assertThat(receiver.isGathering()).as("no pause").isTrue();
    bursts.looking(false);
    bursts.atBeginning(true);
    bursts.awaits(EMPTY);
    assertThat(receiver.isGathering()).isFalse();
  }

  @Test
  void whoHasLookedWaitsForTheRestOfWhatBegan() throws IOException {
    bursts.looking(true);
    bursts.atBeginning(true);
    bursts.awaits(MORE);
    bursts.awaits(EMPTY);
    bursts.atBeginning(false);
    // The driver reads again where it needs an answer: it has to meet the connection's end.
    bursts.awaits(EMPTY);
  }

  /** The server's word that it has no more comes so, often just behind a transaction. */
  @Test
  void whoLooksIsNotMadeToWaitBehindAMessageThatTheDriverKeepsToItself() throws IOException {
    bursts.looking(true);
    bursts.atBeginning(true);
    bursts.awaits(MORE);
    bursts.atBeginning(false);
    assertNothingCame(EMPTY);
  }

  private void assertNothingCame(InputStream in) {
    bursts.atBeginning(true);
    assertThatThrownBy(() -> bursts.awaits(in)).isInstanceOf(Bursts.NothingCame.class);
  }

  /** Empty at the first look. */
  private static final class ComingLater extends InputStream {
    private boolean looked;

    @Override
    public int read() {
      throw new AssertionError("read by the bursts");
    }

    @Override
    public int available() {
      boolean before = looked;
      looked = true;
      return before ? 1 : 0;
    }
  }
}
