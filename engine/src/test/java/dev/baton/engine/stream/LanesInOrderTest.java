package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.engine.apply.lane.CommitOrder;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.lane.Numbered;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two lanes side by side, also where a hazard between their groups was missed. */
@Timeout(60)
class LanesInOrderTest {
  private static final SourceTable ITEM = AppliedTarget.table("item", "id", "v");

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  @AutoClose private final ExecutorService threads = Executors.newCachedThreadPool();
  private AppliedTarget target;
  private Lane first;
  private Lane second;
  private History history;
  private long seq;
  private CommitOrder order;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "order")
            .onBoth("create table item (id int primary key, v int check (v <> 13))");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest("truncate item", "insert into item select i, 0 from generate_series(1, 5) i");
    target = AppliedTarget.take(link, 2);
    first = target.lane(0);
    second = target.lane(1);
    history = new History(target.progress().position());
    seq = target.progress().seq();
    order = new CommitOrder(seq);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    target.close();
  }

  private Numbered numbered(int place, RowChange... changes) {
    return new Numbered(seq + place, History.group(history.whole(changes)), 0);
  }

  private CompletableFuture<Void> apply(Lane lane, Numbered work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            lane.apply(work, order);
            order.committed(work.seq());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }

  private List<String> items() {
    return link.askWest("select id || ':' || v from item order by id");
  }

  private static void awaitIdleInTransaction() {
    await("a lane that waits for its turn")
        .until(
            () ->
                link.askWest(
                        "select count(*) from pg_stat_activity"
                            + " where application_name like '%/lane' and state = 'idle in transaction'")
                    .equals(List.of("1")));
  }

  private static void awaitBlocked(int sessions) {
    await(sessions + " sessions to wait for locks")
        .until(
            () ->
                link.askWest("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .equals(List.of(Integer.toString(sessions))));
  }

  @Test
  void aGroupThatIsWrittenFirstIsCommittedSecond() throws SQLException {
    Numbered one = numbered(1, Items.update(ITEM, 1, 1));
    Numbered two = numbered(2, Items.update(ITEM, 2, 2));
    CompletableFuture<Void> later = apply(second, two);
    awaitIdleInTransaction();
    assertThat(items()).contains("1:0", "2:0");
    assertThat(later).isNotDone();

    apply(first, one).join();
    later.join();

    assertThat(items()).contains("1:1", "2:2");
    assertThat(target.progress().seq()).isEqualTo(seq + 2);
    assertThat(second.retries()).isZero();
    assertThat(second.waits()).isZero();
  }

  @Test
  void aHazardIsWaitedForAndCounted() {
    Numbered one = numbered(1, Items.update(ITEM, 1, 1));
    Numbered two =
        new Numbered(seq + 2, History.group(history.whole(Items.update(ITEM, 1, 2))), seq + 1);
    CompletableFuture<Void> later = apply(second, two);
    await("the second lane to wait").until(() -> second.waits() == 1);
    assertThat(link.askWest("select count(*) from pg_locks where locktype = 'transactionid'"))
        .as("it has not begun")
        .containsExactly("0");
    apply(first, one).join();
    later.join();
    assertThat(items()).contains("1:2");
    assertThat(second.retries()).isZero();
  }

  @Test
  void aLaterGroupThatHoldsARowGivesWay() throws SQLException {
    Numbered one = numbered(1, Items.update(ITEM, 3, 1));
    Numbered two = numbered(2, Items.update(ITEM, 3, 2));
    CompletableFuture<Void> later = apply(second, two);
    awaitIdleInTransaction();

    apply(first, one).join();
    later.join();

    assertThat(items()).as("in the source's order").contains("3:2");
    assertThat(second.givenWay()).isEqualTo(1);
    assertThat(target.progress().seq()).isEqualTo(seq + 2);
  }

  @Test
  void aCircleThroughAnApplicationIsBroken() throws SQLException {
    Numbered one = numbered(1, Items.update(ITEM, 1, 1));
    Numbered two = numbered(2, Items.update(ITEM, 2, 2));
    CompletableFuture<Void> earlier;
    CompletableFuture<Void> later;
    CompletableFuture<Void> writing;
    try (Connection application = server.connect(link.westDatabase())) {
      PostgresServer.run(application, "begin", "update item set v = v + 100 where id = 1");
      later = apply(second, two);
      awaitIdleInTransaction();
      earlier = apply(first, one);
      writing =
          CompletableFuture.runAsync(
              () ->
                  PostgresServer.run(
                      application, "update item set v = v + 100 where id = 2", "commit"),
              threads);
      writing.join();
      earlier.join();
      later.join();
    }
    assertThat(items()).contains("1:1", "2:2");
    assertThat(second.givenWay()).isPositive();
  }

  @Test
  void rowsThatAreNotThereYetAreMetInTheirTurn() {
    Numbered one = numbered(1, Items.insert(ITEM, 9, 1));
    Numbered two = numbered(2, Items.update(ITEM, 9, 2));
    CompletableFuture<Void> later = apply(second, two);
    await("the second lane to miss its row").until(() -> second.retries() == 1);
    apply(first, one).join();
    later.join();
    assertThat(items()).contains("9:2");
  }

  @Test
  void whatIsRefusedLaterIsToldOnlyInItsTurn() throws SQLException {
    Numbered one = numbered(1, Items.update(ITEM, 1, 1));
    Numbered two = numbered(2, Items.update(ITEM, 2, 13));
    CompletableFuture<Void> later = apply(second, two);
    await("the second lane to be refused").until(() -> second.retries() == 1);
    assertThat(later).isNotDone();
    apply(first, one).join();
    assertThatThrownBy(later::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("APPLY_REFUSED")
        .hasMessageContaining("update in table public.item");
    assertThat(items()).contains("1:1", "2:0");
    assertThat(target.progress().seq()).isEqualTo(seq + 1);
  }

  @Test
  void aStoppedOrderLetsNothingMoreCommit() throws SQLException {
    CompletableFuture<Void> later = apply(second, numbered(2, Items.update(ITEM, 2, 2)));
    awaitIdleInTransaction();
    RuntimeException reason = new IllegalStateException("the first one failed");
    assertThat(order.stop(reason)).isSameAs(reason);
    assertThat(order.stop(new IllegalStateException("later"))).isSameAs(reason);
    assertThatThrownBy(later::join).hasRootCause(reason);
    assertThat(items()).contains("2:0");
    assertThat(target.progress().seq()).isEqualTo(seq);
  }
}
