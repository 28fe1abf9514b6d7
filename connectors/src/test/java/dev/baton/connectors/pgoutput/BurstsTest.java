package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.BatonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a reader takes what comes for a burst, and the receiver may let it come together. */
class BurstsTest {
  private static final int BURST_BYTES = 32 * 1024;
  private static final long AT_ONCE = 0;
  private static final long AFTER_A_GAP = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long BACKLOG_MICROS = TimeUnit.SECONDS.toMicros(1);
  private static final InputStream EMPTY = new ByteArrayInputStream(new byte[0]);
  private static final InputStream MORE = new ByteArrayInputStream(new byte[1]);

  private final Gathering receiver = new Gathering();
  private final Bursts bursts = new Bursts(receiver);

  @Test
  void aReaderThatIsLevelGathersOnlyWhileMuchComesWithoutAGap() {
    bursts.behind(0);
    bursts.came(BURST_BYTES - 1, AT_ONCE);
    assertThat(receiver.gathering).isFalse();
    bursts.came(1, AT_ONCE);
    assertThat(receiver.gathering).isTrue();
    bursts.came(1, AFTER_A_GAP);
    assertThat(receiver.gathering).isFalse();
    bursts.came(1, AT_ONCE);
    assertThat(receiver.gathering).isFalse();
  }

  @Test
  void inABacklogAGapEndsNothing() {
    bursts.behind(BACKLOG_MICROS);
    bursts.came(BURST_BYTES, AT_ONCE);
    bursts.came(1, AFTER_A_GAP);
    assertThat(receiver.gathering).isTrue();
  }

  @Test
  void inABacklogWhatHasComeIsLetGoWhereNothingFollowsAndTheNextBytesGatherAgain()
      throws IOException {
    bursts.behind(BACKLOG_MICROS);
    bursts.came(BURST_BYTES, AT_ONCE);
    bursts.awaits(EMPTY);
    assertThat(receiver.gathering).isFalse();
    bursts.came(1, AFTER_A_GAP);
    assertThat(receiver.gathering).isTrue();
  }

  @Test
  void whatIsAtHandIsReadWithoutAPauseAndTheBurstGoesOn() throws IOException {
    bursts.behind(0);
    bursts.came(BURST_BYTES, AT_ONCE);
    bursts.awaits(MORE);
    assertThat(receiver.gathering).isTrue();
  }

  @Test
  void theEndOfABacklogIsLevelAgain() throws IOException {
    bursts.behind(BACKLOG_MICROS);
    bursts.came(BURST_BYTES, AT_ONCE);
    bursts.behind(0);
    bursts.awaits(EMPTY);
    bursts.came(1, AT_ONCE);
    assertThat(receiver.gathering).isFalse();
  }

  /** What the receiver was told last. */
  private static final class Gathering implements Receiver {
    private boolean gathering;

    @Override
    public void gathering(boolean more) {
      gathering = more;
    }

    @Override
    public void reading() {}

    @Override
    public void receive(TrailEvent event) {}

    @Override
    public void failed(BatonException reason) {
      throw reason;
    }
  }
}
