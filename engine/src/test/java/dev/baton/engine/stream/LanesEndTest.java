package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.ApplyStage;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stage with lanes that help comes to its end: by an error, a lock, or when it is asked. */
@Timeout(60)
class LanesEndTest {
  private static final SourceTable ITEM = AppliedTarget.table("item", "id", "v");
  private static final int TRANSACTIONS = 400;
  private static final LongConsumer NOTHING = seq -> {};

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private AppliedTarget target;
  private List<TransactionPart> backlog;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "ends").onBoth("create table item (id int primary key, v int)");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest("truncate item");
    target = AppliedTarget.take(link, 3);
    History history = new History(target.progress().position());
    backlog = new ArrayList<>();
    for (int id = 1; id <= TRANSACTIONS; id++) {
      backlog.add(history.whole(Items.insert(ITEM, id, 0)));
    }
  }

  @AfterEach
  void close() {
    target.close();
  }

  /** A stage with the backlog before it; the leading lane is slow, so that others help. */
  private ApplyStage stage(Lane leading, LongConsumer helping) throws Exception {
    return stage(leading, 3, helping);
  }

  private ApplyStage stage(Lane leading, int lanes, LongConsumer helping) throws Exception {
    HandOff handOff = new HandOff(1 << 20, 1, 1);
    for (TransactionPart part : backlog) {
      handOff.put(part);
    }
    return target.stage(
        new ApplyStage.Lanes(leading, number -> lane(number, helping), lanes, target.resolver()),
        handOff,
        2,
        false,
        (seq, position, commitMicros) -> {});
  }

  private Lane lane(int number, LongConsumer told) {
    try {
      return target.lane(number, SpiedLog.before(target.log(), told));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
  }

  private long applied() {
    return Long.parseLong(link.askWest("select count(*) from item").getFirst());
  }

  @Test
  void anErrorOfALaneThatHelpsEndsTheStage() throws Exception {
    try (Lane leading = lane(0, seq -> pause())) {
      ApplyStage stage =
          stage(
              leading,
              seq -> {
                throw new StackOverflowError("planted");
              });
      assertThatThrownBy(stage::run)
          .isInstanceOfSatisfying(
              BatonException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
                assertThat(e.getMessage()).contains("StackOverflowError");
              });
    }
    assertThat(applied()).isLessThan(TRANSACTIONS);
  }

  @RepeatedTest(20)
  void whatEndsAtABoundaryEndsThere() throws Exception {
    AtomicLong begun = new AtomicLong();
    AtomicLong ended = new AtomicLong();
    AtomicBoolean helped = new AtomicBoolean();
    LongConsumer begins = seq -> begun.accumulateAndGet(seq, Math::max);
    try (Lane leading = lane(0, begins.andThen(seq -> pause()))) {
      ApplyStage stage = stage(leading, begins.andThen(seq -> helped.set(true)));
      CompletableFuture<Boolean> running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return stage.run();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(helped::get);
      stage.atBoundary(
          (lane, seq, position) -> {
            ended.set(seq);
            pause();
            return true;
          });
      assertThat(running.join()).isTrue();
    }
    assertThat(begun.get()).as("the last group that was begun").isEqualTo(ended.get());
    assertThat(target.progress().seq()).isEqualTo(ended.get());
  }

  @RepeatedTest(3)
  void anOperationThatDoesNotEndTheStageLetsLanesHelpOn() throws Exception {
    AtomicLong helpedSince = new AtomicLong();
    AtomicBoolean operated = new AtomicBoolean();
    try (Lane leading = lane(0, seq -> pause())) {
      ApplyStage stage =
          stage(
              leading,
              seq -> {
                if (operated.get()) {
                  helpedSince.incrementAndGet();
                }
              });
      stage.atBoundary(
          (lane, seq, position) -> {
            operated.set(true);
            return false;
          });
      CompletableFuture<Void> ending =
          CompletableFuture.runAsync(
              () -> {
                await().until(() -> applied() == TRANSACTIONS);
                stage.atBoundary((lane, seq, position) -> true);
              });
      assertThat(stage.run()).isTrue();
      ending.join();
    }
    assertThat(helpedSince).hasPositiveValue();
  }

  @Test
  void aLaneThatHelpsAndWaitsForALockDoesNotHoldUpTheEnd() throws Exception {
    try (Connection application = server.connect(link.westDatabase());
        Lane leading =
            lane(
                0,
                seq -> {
                  target.awaitBlocked();
                  throw new IllegalStateException("planted");
                })) {
      PostgresServer.run(application, "begin", "insert into item values (3, 3)");
      assertThatThrownBy(stage(leading, NOTHING)::run).hasMessage("planted");
    }
    assertThat(applied()).isZero();
  }

  @Test
  void aLeadingLaneThatWaitsForALockDoesNotHoldUpTheEnd() throws Exception {
    AtomicBoolean helped = new AtomicBoolean();
    try (Connection application = server.connect(link.westDatabase());
        Lane leading = lane(0, seq -> await().until(helped::get))) {
      PostgresServer.run(application, "begin", "insert into item values (5, 5)");
      // The second group is another lane's, the third the leading one's.
      ApplyStage stage =
          stage(
              leading,
              2,
              seq -> {
                helped.set(true);
                target.awaitBlocked();
                throw new IllegalStateException("planted");
              });
      assertThatThrownBy(stage::run).hasMessage("planted");
    }
    assertThat(applied()).isEqualTo(2);
  }
}
