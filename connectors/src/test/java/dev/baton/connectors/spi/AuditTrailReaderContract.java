package dev.baton.connectors.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * How every reader is acknowledged, held back, ended and followed by another, whatever it reads. A
 * reader's own suite extends this one and brings the database.
 */
public abstract class AuditTrailReaderContract extends TrailReading {

  @Test
  void aReaderGoesOnWhereTheLastOneWasAcknowledged() {
    read();
    insertEach(1, 3);
    SourcePosition durable = recorder.awaitChanging(3).get(1).position();
    reader.acknowledge(durable);
    awaitConfirmed(durable);
    reader.close();
    insertEach(4, 4);

    Recorder next = new Recorder();
    reader = trail.reader(LARGE);
    trail.ready(durable);
    reader.start(durable, next);
    assertThat(next.awaitChanging(2)).extracting(TrailReading::ids).containsExactly("3", "4");
    next.assertProperCalls();
  }

  @Test
  void nothingIsAcknowledgedButWhatTheReaderWasTold() {
    SourcePosition start = trail.confirmed();
    read();
    insertEach(1, 3);
    List<TransactionPart> parts = recorder.awaitChanging(3);
    await()
        .during(Duration.ofMillis(2500))
        .atMost(SOON)
        .until(() -> trail.confirmed().equals(start));
    for (TransactionPart part : parts) {
      reader.acknowledge(part.position());
      awaitConfirmed(part.position());
    }
    // An older position, told late, moves nothing back.
    reader.acknowledge(parts.getFirst().position());
    await()
        .during(Duration.ofMillis(1500))
        .atMost(SOON)
        .until(() -> trail.confirmed().equals(parts.getLast().position()));
  }

  @Test
  void anAcknowledgementReachesAnIdleSourceInAboutASecond() {
    read();
    insertEach(1, 1);
    SourcePosition durable = recorder.awaitChanging(1).getFirst().position();
    reader.acknowledge(durable);
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> trail.confirmed().equals(durable));
  }

  @Test
  void aReceiverWithoutRoomHoldsTheReaderBack() {
    recorder.block();
    read(trail.confirmed(), 4 * LARGE);
    for (int i = 0; i < 40; i++) {
      trail.execute(
          "insert into item select %d + i, (select string_agg(md5(random()::text), '') from generate_series(1, 32)) from generate_series(1, 1000) i"
              .formatted(i * 1000));
    }
    await().atMost(SOON).until(() -> recorder.events().size() == 1);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() -> trail.unsentBytes() > 10_000_000);
    assertThat(recorder.events()).hasSize(1);
    recorder.unblock();
    assertThat(recorder.awaitChanging(40).stream().allMatch(TransactionPart::whole)).isTrue();
  }

  @Test
  void aReceiverWithoutRoomForLongLosesNothing() {
    trail.impatientFor(Duration.ofSeconds(1));
    recorder.block();
    read();
    insertEach(1, 20);
    await()
        .during(Duration.ofSeconds(4))
        .atMost(SOON)
        .until(() -> recorder.events().size() == 1 && recorder.failure().isEmpty());
    recorder.unblock();
    // What the server had sent before it gave up would come all the same.
    recorder.awaitChanging(20);
    insertEach(21, 21);
    assertThat(recorder.awaitChanging(21)).hasSize(21);
  }

  @Test
  void closingWhileTheReceiverHasNoRoomReturnsSoon() throws InterruptedException {
    recorder.block();
    read();
    insertEach(1, 20);
    await().atMost(SOON).until(() -> recorder.events().size() == 1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread closing =
        Thread.ofVirtual()
            .name("closing")
            .uncaughtExceptionHandler((thread, error) -> thrown.set(error))
            .start(reader::close);
    assertThat(closing.join(Duration.ofSeconds(10))).as("closed within 10 s").isTrue();
    assertThat(thrown.get()).isNull();
    assertThat(recorder.failure()).as("closing is no failure").isEmpty();
    assertThat(recorder.events()).hasSize(1);
  }

  @Test
  void aFailureIsToldOnceAndNothingAfterIt() {
    read();
    insertEach(1, 1);
    recorder.awaitChanging(1);
    trail.destroy();
    assertThat(recorder.awaitFailure().code()).isIn(ErrorCode.UNREACHABLE, ErrorCode.SLOT_LOST);
    reader.close();
    assertThat(recorder.failureCount()).isEqualTo(1);
  }

  private void awaitConfirmed(SourcePosition position) {
    await("confirmed " + position)
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> trail.confirmed().equals(position));
  }
}
