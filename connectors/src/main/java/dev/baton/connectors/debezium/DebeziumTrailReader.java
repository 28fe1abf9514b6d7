package dev.baton.connectors.debezium;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.connectors.spi.AuditTrailReader;
import dev.baton.connectors.spi.BatonException;
import dev.baton.protocol.trail.SourcePosition;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a trail with Debezium Embedded's asynchronous engine. Debezium keeps no offsets: it starts
 * from the slot, and the slot moves only by what {@link #acknowledge} was told, carried to the
 * server with the next batch or heartbeat record.
 */
public final class DebeziumTrailReader implements AuditTrailReader {
  private static final Logger log = LoggerFactory.getLogger(DebeziumTrailReader.class);
  private static final long START_SECONDS = 60;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(1);

  private final String name;
  private final Properties settings;
  private final long partBytes;
  private final String messagePrefix;
  private final Consumer<SourcePosition> beforeFirst;
  private final Function<Throwable, BatonException> translate;
  private final AtomicLong durable = new AtomicLong();
  private final CountDownLatch startedOrEnded = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean closing;
  private DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private Thread runner;

  /**
   * @param name of the stream, for threads and logs
   * @param settings Debezium's own
   * @param partBytes how much of a transaction is held before it is handed on in parts
   * @param messagePrefix of the messages to hand on
   * @param beforeFirst run with the starting position when Debezium holds the slot, before anything
   *     is handed on; throws to refuse
   * @param translate names the reason of a failure
   */
  public DebeziumTrailReader(
      String name,
      Properties settings,
      long partBytes,
      String messagePrefix,
      Consumer<SourcePosition> beforeFirst,
      Function<Throwable, BatonException> translate) {
    this.name = name;
    this.settings = settings;
    this.partBytes = partBytes;
    this.messagePrefix = messagePrefix;
    this.beforeFirst = beforeFirst;
    this.translate = translate;
  }

  @Override
  public void start(SourcePosition from, Receiver receiver) {
    durable.set(from.value());
    Handler handler =
        new Handler(
            new TransactionAssembler(
                new TransactionBuilder(from, partBytes, messagePrefix, receiver::receive)),
            from);
    engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
            .using(OffsetCommitPolicy.always())
            .using(new StartCallback(from, receiver))
            .using(
                (success, message, error) -> {
                  startedOrEnded.countDown();
                  end(receiver, error);
                })
            .notifying(handler)
            .build();
    runner = Thread.ofPlatform().name(name + "/read").daemon().start(engine);
  }

  @Override
  public void acknowledge(SourcePosition position) {
    durable.accumulateAndGet(position.value(), (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b);
  }

  @Override
  public void close() {
    closing = true;
    if (engine == null) {
      return;
    }
    try {
      // Debezium refuses to stop while it starts.
      if (!startedOrEnded.await(START_SECONDS, TimeUnit.SECONDS)) {
        log.warn("{}: reading had not started within {} s; ending it", name, START_SECONDS);
      }
      engine.close();
    } catch (IOException | IllegalStateException e) {
      log.debug("{}: reading had ended already", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    join();
  }

  private void join() {
    try {
      // Debezium waits for ever for a poll that it had not begun when it was closed, unless woken.
      while (!runner.join(CLOSED_WITHIN)) {
        runner.interrupt();
      }
    } catch (InterruptedException e) {
      runner.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the receiver once why the reading ended, unless it was asked to. */
  private void end(Receiver receiver, Throwable reason) {
    if (ended.compareAndSet(false, true) && !closing) {
      receiver.failed(translate.apply(reason));
    }
  }

  private final class StartCallback implements DebeziumEngine.ConnectorCallback {
    private final SourcePosition from;
    private final Receiver receiver;

    StartCallback(SourcePosition from, Receiver receiver) {
      this.from = from;
      this.receiver = receiver;
    }

    @Override
    public void pollingStarted() {
      startedOrEnded.countDown();
      try {
        beforeFirst.accept(from);
        receiver.reading();
      } catch (RuntimeException e) {
        end(receiver, e);
      }
    }
  }

  /** Owned by Debezium's polling thread, the only one that touches the assembler. */
  private final class Handler
      implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private final TransactionAssembler assembler;
    private long acknowledged;

    Handler(TransactionAssembler assembler, SourcePosition from) {
      this.assembler = assembler;
      this.acknowledged = from.value();
    }

    @Override
    public void handleBatch(
        List<RecordChangeEvent<SourceRecord>> records,
        DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
        throws InterruptedException {
      if (ended.get() || closing) {
        return;
      }
      for (RecordChangeEvent<SourceRecord> record : records) {
        assembler.take(record.record());
      }
      carry(records.getLast(), committer);
    }

    private void carry(
        RecordChangeEvent<SourceRecord> any,
        DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
        throws InterruptedException {
      long position = durable.get();
      if (Long.compareUnsigned(position, acknowledged) > 0) {
        DebeziumEngine.Offsets offsets = committer.buildOffsets();
        offsets.set("lsn_commit", position);
        offsets.set("lsn_proc", position);
        committer.markProcessed(any, offsets);
        committer.markBatchFinished();
        acknowledged = position;
      }
    }
  }
}
