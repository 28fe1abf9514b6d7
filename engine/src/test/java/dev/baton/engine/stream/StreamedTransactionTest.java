package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transaction applied part by part, through the stage that packs groups. */
@Timeout(60)
class StreamedTransactionTest {
  private static final SourceTable SEAT = AppliedTarget.table("seat", "id", "guest");

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private AppliedTarget target;
  private Lane lane;
  private History history;
  private final HandOff handOff = new HandOff(1 << 20, 1, 1);
  private final List<SourcePosition> reached = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "parts")
            .onBoth("create table seat (id int primary key, guest int unique)");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest("truncate seat", "insert into seat values (1, 1), (2, 2), (3, 3)");
    target = AppliedTarget.take(link);
    lane = target.lane();
    history = new History(target.progress().position());
  }

  @AfterEach
  void close() {
    lane.close();
    target.close();
  }

  private void run(List<TransactionPart> parts) throws InterruptedException, SQLException {
    target.apply(
        lane, handOff, false, parts, (seq, position, commitMicros) -> reached.add(position));
  }

  private List<String> seats() {
    return link.askWest("select id || ':' || guest from seat order by id");
  }

  @Test
  void aUniqueValueThatOnePartFreesAndTheNextTakesArrives() throws Exception {
    long before = target.progress().seq();
    List<TransactionPart> parts =
        history.inParts(
            List.of(
                List.of(Items.update(SEAT, 1, null), Items.update(SEAT, 2, 1)),
                List.of(Items.update(SEAT, 1, 2), Items.delete(SEAT, 3, null)),
                List.of(Items.insert(SEAT, 4, 3))));
    run(parts);
    assertThat(seats()).containsExactly("1:2", "2:1", "4:3");
    assertThat(target.progress().seq()).as("one row of the log").isEqualTo(before + 1);
    assertThat(target.progress().position()).isEqualTo(parts.getLast().position());
    assertThat(reached).containsExactly(parts.getLast().position());
    assertThat(
            link.askWest(
                "select transactions || ' ' || rows from baton.applied order by seq desc limit 1"))
        .containsExactly("1 5");
  }

  @Test
  void itsRowsAreSeenAllAtOnceBetweenItsNeighbours() throws Exception {
    List<TransactionPart> all = new ArrayList<>();
    all.add(history.whole(Items.insert(SEAT, 7, 7)));
    all.addAll(
        history.inParts(
            List.of(List.of(Items.update(SEAT, 7, 8)), List.of(Items.insert(SEAT, 9, 7)))));
    all.add(history.whole(Items.delete(SEAT, 9, null)));
    run(all);
    assertThat(seats()).containsExactly("1:1", "2:2", "3:3", "7:8");
    assertThat(reached).isSorted().hasSize(3);
  }

  @Test
  void aFailureInTheMiddleGivesAllOfItBack() throws Exception {
    var before = target.progress();
    List<TransactionPart> parts =
        history.inParts(
            List.of(
                List.of(Items.update(SEAT, 1, 11)),
                List.of(Items.update(SEAT, 2, 22), Items.insert(SEAT, 3, 33)),
                List.of(Items.insert(SEAT, 5, 5))));
    assertThatThrownBy(() -> run(parts))
        .isInstanceOfSatisfying(
            BatonException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
              assertThat(e.getMessage())
                  .contains(
                      "insert in table public.seat",
                      "source transaction " + parts.getFirst().transactionId())
                  .doesNotContain("33");
            });
    assertThat(seats()).containsExactly("1:1", "2:2", "3:3");
    assertThat(target.progress()).isEqualTo(before);
    assertThat(reached).isEmpty();
  }

  @Test
  void oneWhoseEndNeverComesIsAbandoned() throws Exception {
    var before = target.progress();
    List<TransactionPart> parts =
        history.inParts(
            List.of(List.of(Items.update(SEAT, 1, 11)), List.of(Items.update(SEAT, 2, 22))));
    run(List.of(parts.getFirst()));
    assertThat(seats()).containsExactly("1:1", "2:2", "3:3");
    assertThat(target.progress()).isEqualTo(before);
    assertThat(reached).isEmpty();
  }
}
