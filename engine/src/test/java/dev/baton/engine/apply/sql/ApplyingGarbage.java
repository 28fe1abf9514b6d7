package dev.baton.engine.apply.sql;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * What a lane allocates for each row change of a group of TPC-B transactions: to plan it, from
 * transactions to set statements, and to encode the statements' parameters, the bytes that the
 * driver is given included. Prints one JSON object for each.
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
public class ApplyingGarbage {
  private static final int TRANSACTIONS = 1_000;
  private static final int ROW_CHANGES = TRANSACTIONS * TpcbGroup.ROW_CHANGES_PER_TRANSACTION;
  private static final long SEED = 4;

  private List<TransactionPart> group;
  private TargetTables targets;
  private List<SetStatement> statements;
  private PreparedStatement driver;

  /** Runs it. */
  public static void main(String[] arguments) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Pattern.quote(ApplyingGarbage.class.getName()))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    for (RunResult result : new Runner(options).run()) {
      System.out.printf(
          Locale.ROOT,
          "{\"benchmark\":\"garbage\",\"part\":\"%s\",\"bytesPerRowChange\":%.1f,"
              + "\"nanosPerRowChange\":%.1f}%n",
          result.getPrimaryResult().getLabel(),
          result.getSecondaryResults().get("gc.alloc.rate.norm").getScore(),
          result.getPrimaryResult().getScore());
    }
  }

  /** Makes the group, and its statements for those who only encode. */
  @Setup
  public void prepare(Blackhole server) {
    group = TpcbGroup.of(TRANSACTIONS, new Random(SEED));
    targets = TpcbGroup.targets();
    statements = planned();
    driver = DriverParameters.statement(server::consume);
  }

  /** From transactions to statements. */
  @Benchmark
  @OperationsPerInvocation(ROW_CHANGES)
  public Object planning() {
    return planned();
  }

  /** From statements to the bytes of their parameters. */
  @Benchmark
  @OperationsPerInvocation(ROW_CHANGES)
  public void encoding() throws SQLException {
    for (SetStatement statement : statements) {
      statement.bind(driver, 1);
    }
  }

  /** As a lane hands a group to its writer, and as that makes statements of the plan. */
  private List<SetStatement> planned() {
    SetPlan plan = new SetPlan(targets);
    for (TransactionPart part : group) {
      Place place = new Place(part.transactionId(), part.position());
      for (RowChange change : part.changes()) {
        plan.add(change, place);
      }
    }
    List<SetStatement> all = new ArrayList<>();
    for (SetPlan.Piece piece : plan.take()) {
      switch (piece) {
        case SetPlan.Sets sets -> {
          for (TableEffect table : sets.tables()) {
            TableEffect.Carried carried = table.carried();
            all.addAll(carried.statements());
            if (!carried.copied().isEmpty()) {
              all.add(carried.target().insert(carried.copied()));
            }
          }
        }
        case SetPlan.Step step ->
            throw new IllegalStateException("TPC-B has no change that no set can say");
      }
    }
    return all;
  }
}
