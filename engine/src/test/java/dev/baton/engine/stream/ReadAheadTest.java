package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An engine that got a stream while its reader was behind: what the former owner applied comes
 * after the hand-over, and must not be applied again.
 */
@Timeout(60)
class ReadAheadTest {
  private static final SourceTable SEAT = AppliedTarget.table("seat", "id", "guest");

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private AppliedTarget target;
  private Lane lane;
  private History history;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link =
        TestLink.within(server, "ahead")
            .onBoth("create table seat (id int primary key, guest int)");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    link.onWest("truncate seat");
    target = AppliedTarget.take(link);
    lane = target.lane();
    history = new History(target.progress().position());
  }

  @AfterEach
  void close() {
    lane.close();
    target.close();
  }

  private void run(boolean readAhead, List<? extends TrailEvent> events)
      throws InterruptedException, SQLException {
    target.apply(
        lane, new HandOff(1 << 20, 1, 1), readAhead, events, (seq, position, commitMicros) -> {});
  }

  private List<String> seats() {
    return link.askWest("select id || ':' || guest from seat order by id");
  }

  @Test
  void whatTheFormerOwnerAppliedIsLeftOutAlsoInParts() throws Exception {
    List<TransactionPart> applied = new ArrayList<>();
    applied.add(history.whole(Items.insert(SEAT, 1, 1)));
    applied.addAll(
        history.inParts(
            List.of(List.of(Items.insert(SEAT, 2, 2)), List.of(Items.insert(SEAT, 3, 3)))));
    run(false, applied);

    List<TransactionPart> read = new ArrayList<>(applied);
    read.add(history.whole(Items.update(SEAT, 1, 11)));
    read.add(history.whole(Items.insert(SEAT, 4, 4)));
    run(true, read);

    assertThat(seats()).containsExactly("1:11", "2:2", "3:3", "4:4");
    assertThat(target.progress().position()).isEqualTo(read.getLast().position());
  }

  @Test
  void aLargeTransactionThatComesFirstIsReadAgain() throws Exception {
    List<TransactionPart> applied = List.of(history.whole(Items.insert(SEAT, 1, 1)));
    run(false, applied);
    List<TransactionPart> read = new ArrayList<>(applied);
    read.addAll(
        history.inParts(
            List.of(List.of(Items.insert(SEAT, 2, 2)), List.of(Items.insert(SEAT, 3, 3)))));

    assertThatThrownBy(() -> run(true, read))
        .isInstanceOfSatisfying(
            BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT));

    assertThat(seats()).containsExactly("1:1");
    run(false, read.subList(1, read.size()));
    assertThat(seats()).containsExactly("1:1", "2:2", "3:3");
  }
}
