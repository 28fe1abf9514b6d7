package dev.baton.connectors.pgoutput;

import dev.baton.connectors.assembly.TransactionBuilder;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What decoding allocates for each row change of TPC-B transactions, from messages to source
 * transactions. Prints one JSON object.
 *
 * <p>Each message comes in an array of its own, as from the driver, and row images keep it; so it
 * is counted, and also measured by itself. What else the driver makes of a message is not.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
// The launcher's flags: its compiler leaves garbage that the second one would spare.
@Fork(
    value = 1,
    jvmArgs = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms512m", "-XX:NewRatio=1"})
public class DecodingGarbage {
  private static final int TRANSACTIONS = 1_000;
  private static final int ROW_CHANGES = TRANSACTIONS * TpcbMessages.ROW_CHANGES_PER_TRANSACTION;
  private static final long SEED = 4;
  private static final long PART_BYTES = 1 << 20;

  private List<byte[]> sent;
  private PgoutputMessages messages;

  /** Runs it. */
  public static void main(String[] arguments) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Pattern.quote(DecodingGarbage.class.getName()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, RunResult> results = new HashMap<>();
    for (RunResult result : new Runner(options).run()) {
      results.put(result.getPrimaryResult().getLabel(), result);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"benchmark\":\"garbage\",\"part\":\"decoding\",\"bytesPerRowChange\":%.1f,"
            + "\"messageBytesPerRowChange\":%.1f,\"nanosPerRowChange\":%.1f}%n",
        bytes(results.get("decoding")),
        bytes(results.get("messages")),
        results.get("decoding").getPrimaryResult().getScore());
  }

  private static double bytes(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  /** Makes the messages, and who understands them. */
  @Setup
  public void prepare(Blackhole receiver) {
    sent = TpcbMessages.of(TRANSACTIONS, new Random(SEED));
    messages =
        new PgoutputMessages(
            SourcePosition.NONE,
            new TransactionBuilder(SourcePosition.NONE, PART_BYTES, "baton.", receiver::consume),
            new Relations(table -> ""),
            new OpenTransactions("none is open", Path.of("spill"), () -> {}, bytes -> {}),
            id -> false,
            InstantSource.system(),
            late -> {});
  }

  /** From messages to transactions. */
  @Benchmark
  @OperationsPerInvocation(ROW_CHANGES)
  public void decoding() throws InterruptedException {
    for (byte[] message : sent) {
      messages.take(received(message));
    }
  }

  /** The messages alone. */
  @Benchmark
  @OperationsPerInvocation(ROW_CHANGES)
  public void messages(Blackhole receiver) {
    for (byte[] message : sent) {
      receiver.consume(received(message));
    }
  }

  private static ByteBuffer received(byte[] message) {
    return ByteBuffer.wrap(message.clone()).position(TpcbMessages.HEADER_BYTES).slice();
  }
}
