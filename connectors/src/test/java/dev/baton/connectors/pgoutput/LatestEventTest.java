package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.AuditTrailReader.Receiver;
import dev.baton.connectors.spi.BatonException;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held back, and what its receiver hears of it. */
class LatestEventTest {
  private final Heard heard = new Heard();
  private final LatestEvent latest = new LatestEvent(heard);

  private static TransactionPart part(long number, boolean first, boolean last) {
    return new TransactionPart(number, 0, List.of(), first, last, new SourcePosition(number), 1);
  }

  private static TransactionPart whole(long number) {
    return part(number, true, true);
  }

  @Test
  void aTransactionIsHeldUntilItIsKnownWhetherMoreHasCome() throws InterruptedException {
    latest.take(whole(1));
    assertThat(latest.isHeld()).isTrue();
    assertThat(heard.events).isEmpty();
    latest.handOn(false);
    assertThat(heard.events).containsExactly("last 1");
    assertThat(latest.isHeld()).isFalse();
  }

  @Test
  void oneThatMoreHasComeBehindIsNotTheLast() throws InterruptedException {
    latest.take(whole(1));
    latest.handOn(true);
    latest.take(whole(2));
    latest.take(whole(3));
    assertThat(heard.events).containsExactly("1", "2");
    latest.handOn(false);
    assertThat(heard.events).containsExactly("1", "2", "last 3");
  }

  @Test
  void partsGoOnAtOnceAndInTheirPlace() throws InterruptedException {
    latest.take(whole(1));
    latest.take(part(2, true, false));
    assertThat(heard.events).containsExactly("1", "2");
    latest.take(part(2, false, true));
    assertThat(latest.isHeld()).isFalse();
    assertThat(heard.events).containsExactly("1", "2", "2");
  }

  @Test
  void nothingIsHandedOnTwice() throws InterruptedException {
    latest.take(whole(1));
    latest.handOn(false);
    latest.handOn(false);
    latest.handOn(true);
    assertThat(heard.events).containsExactly("last 1");
  }

  private static final class Heard implements Receiver {
    private final List<String> events = new ArrayList<>();

    private static String number(TrailEvent event) {
      return String.valueOf(((TransactionPart) event).transactionId());
    }

    @Override
    public void receive(TrailEvent event) {
      events.add(number(event));
    }

    @Override
    public void receiveLast(TransactionPart whole) {
      events.add("last " + number(whole));
    }

    @Override
    public void reading() {}

    @Override
    public void failed(BatonException reason) {
      throw reason;
    }
  }
}
