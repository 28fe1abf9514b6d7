package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.ApplyStage;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.Ownership;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small transaction that comes by itself is applied by the thread that read it: this one. */
@Timeout(60)
class OnReaderTest {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private final HandOff handOff = new HandOff(1 << 20, 1, 1);

  /** Who applied each group. */
  private final List<Thread> applied = new CopyOnWriteArrayList<>();

  private volatile RuntimeException failing;
  private AppliedTarget target;
  private History history;
  private Lane lane;
  private ApplyStage stage;
  private Thread leading;
  private CompletableFuture<Boolean> running;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "on_reader").onBoth("create table item (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void run() throws SQLException {
    link.onWest("truncate item");
    target = AppliedTarget.take(link);
    history = new History(target.progress().position());
    lane = target.lane();
    stage =
        target.stage(
            new ApplyStage.Lanes(lane, number -> lane, 1, target.resolver()),
            handOff,
            100,
            false,
            (seq, position, commitMicros) -> applied());
    running = new CompletableFuture<>();
    leading =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    running.complete(stage.run());
                  } catch (InterruptedException | RuntimeException e) {
                    running.completeExceptionally(e);
                  }
                });
    await().until(() -> leading.getState() == Thread.State.TIMED_WAITING);
  }

  @AfterEach
  void end() throws InterruptedException {
    handOff.close();
    if (!leading.join(ENDS_WITHIN)) {
      leading.interrupt();
      leading.join();
    }
    lane.close();
    target.close();
  }

  private void applied() {
    applied.add(Thread.currentThread());
    if (failing != null) {
      throw failing;
    }
  }

  private TransactionPart items(int from, int count) {
    List<RowChange> changes = new ArrayList<>();
    for (int id = from; id < from + count; id++) {
      changes.add(Items.insert(id));
    }
    return history.whole(changes);
  }

  private static long rows() {
    return Long.parseLong(link.askWest("select count(*) from item").getFirst());
  }

  @Test
  void whatComesByItselfIsAppliedByWhoeverPutsIt() throws Exception {
    long before = target.progress().seq();
    for (int id = 1; id <= 20; id++) {
      int rows = id;
      TransactionPart item = items(id, 1);
      handOff.putLast(item);
      await().until(() -> rows() == rows);
      assertThat(target.progress().position()).isEqualTo(item.position());
    }
    assertThat(target.progress().seq()).isEqualTo(before + 20);
    // The leading thread looks up now and then, and takes then what comes just at that moment.
    assertThat(applied).hasSize(20).contains(Thread.currentThread());
  }

  @Test
  void whatIsLargeIsLeftToTheLeadingThread() throws Exception {
    CompletableFuture.runAsync(() -> put(items(1, 65))).get();
    await().until(() -> rows() == 65);
    assertThat(applied).containsExactly(leading);
  }

  @Test
  void whatFailsOnTheReadingThreadIsThrownByTheLeadingOne() throws Exception {
    failing = new IllegalStateException("planted");
    // Where the leading thread looks up just then it applies it itself, and fails alike.
    handOff.putLast(items(1, 1));
    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failing);
    assertThat(applied).hasSize(1);
    handOff.putLast(items(2, 1));
    assertThat(applied).as("nothing behind what failed").hasSize(1);
  }

  @Test
  void whatStopsTheStreamIsMetByTheLeadingThread() throws Exception {
    try (Connection control = target.site().openControl("test")) {
      Ownership.take(control, AppliedTarget.STREAM, "green", target.generation());
    }
    handOff.putLast(items(1, 1));
    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FENCED));
    assertThat(rows()).isZero();
  }

  @Test
  void aControlOperationWaitsForTheCommitAndKnowsOfIt() throws Exception {
    AtomicReference<SourcePosition> met = new AtomicReference<>();
    TransactionPart item = items(1, 1);
    try (Connection application = server.connect(link.westDatabase())) {
      PostgresServer.run(application, "begin", "insert into item values (1)");
      CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> put(item));
      target.awaitBlocked();
      stage.atBoundary(
          (on, seq, position) -> {
            met.set(position);
            return true;
          });
      assertThat(met).hasNullValue();
      PostgresServer.run(application, "rollback");
      reading.get();
    }
    assertThat(running.get()).isTrue();
    assertThat(met).hasValue(item.position());
    assertThat(rows()).isOne();
  }

  /** Of a row, of the table, which is locked before a statement runs, and of the next number. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into item values (2)",
        "lock table item in exclusive mode",
        "insert into baton.applied select stream, seq + 1, generation, engine, source_position,"
            + " source_commit_time, 1, 1 from baton.applied order by seq desc limit 1"
      })
  void aLockKeepsTheReadingThreadForAMomentOnly(String locking) throws Exception {
    TransactionPart first = items(1, 1);
    TransactionPart held = items(2, 1);
    TransactionPart last = items(3, 1);
    try (Connection application = server.connect(link.westDatabase())) {
      handOff.putLast(first);
      await().until(() -> rows() == 1);
      PostgresServer.run(application, "begin", locking);
      CompletableFuture<Void> reading =
          CompletableFuture.runAsync(
              () -> {
                put(held);
                put(last);
              });
      assertThat(reading).as("while the lock is held").succeedsWithin(ENDS_WITHIN);
      target.awaitBlocked();
      assertThat(rows()).isOne();
      PostgresServer.run(application, "rollback");
    }
    await().until(() -> rows() == 3);
    assertThat(target.progress().position()).isEqualTo(last.position());
    await().untilAsserted(() -> assertThat(applied).hasSizeBetween(2, 3).endsWith(leading));
  }

  private void put(TransactionPart item) {
    try {
      handOff.putLast(item);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
