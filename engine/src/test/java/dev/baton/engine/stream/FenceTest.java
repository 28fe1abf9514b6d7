package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.engine.progress.OldRows;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.progress.Progress;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The uniqueness of the next number, against a real server. */
class FenceTest {
  private static final String STREAM = AppliedTarget.STREAM;

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private AppliedTarget blue;
  private Connection control;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "fence").onBoth("create table item (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void take() throws SQLException {
    blue = AppliedTarget.take(link);
    control = blue.site().openControl("test");
  }

  @AfterEach
  void letGo() throws SQLException {
    control.close();
    blue.close();
    link.onWest("delete from item");
  }

  private long next() throws SQLException {
    return blue.progress().seq() + 1;
  }

  private Group item(int id) throws SQLException {
    return History.group(new History(blue.progress().position()).whole(Items.insert(id)));
  }

  private Ownership takenBy(String engine, long expected) throws SQLException {
    return Ownership.take(control, STREAM, engine, expected);
  }

  private static void assertFenced(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FENCED));
  }

  @Test
  void aGroupWhoseCommitAnswerWasLostIsNotAppliedTwice() throws SQLException {
    long seq = next();
    Group group = item(1);
    try (Lane lane = blue.lane()) {
      lane.apply(seq, group);
      lane.apply(seq, group);
      lane.apply(seq + 1, item(2));
    }
    assertThat(link.askWest("select id from item order by id")).containsExactly("1", "2");
  }

  @Test
  void anEngineThatLostTheStreamCannotCommit() throws SQLException {
    try (Lane lane = blue.lane()) {
      lane.apply(next(), item(1));
      long seq = next();
      Group late = item(2);
      takenBy("green", blue.generation());
      assertFenced(() -> lane.apply(seq, late));
    }
    assertThat(link.askWest("select id from item")).containsExactly("1");
  }

  @Test
  void theSameEngineUnderALaterGenerationFencesItsEarlierSelf() throws SQLException {
    try (Lane lane = blue.lane()) {
      long seq = next();
      takenBy("blue", 0);
      assertFenced(() -> lane.apply(seq, item(1)));
    }
  }

  @Test
  void anEngineWhoseLastAnswerWasLostMeetsItsOwnRowAndThenTheFence() throws SQLException {
    try (Lane lane = blue.lane()) {
      long seq = next();
      Group answerLost = item(1);
      lane.apply(seq, answerLost);
      takenBy("green", blue.generation());
      assertThatCode(() -> lane.apply(seq, answerLost)).doesNotThrowAnyException();
      assertFenced(() -> lane.apply(seq + 1, item(2)));
    }
    assertThat(link.askWest("select id from item")).containsExactly("1");
  }

  @Test
  void ofTwoEnginesThatRaceForANumberExactlyOneCommits() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        Connection blues = marked("race_blue");
        Connection greens = marked("race_green")) {
      for (int round = 0; round < 20; round++) {
        long seq = next();
        int id = round;
        CyclicBarrier together = new CyclicBarrier(2);
        List<Callable<Boolean>> engines =
            List.of(
                () -> commits(blues, "blue", seq, id, together),
                () -> commits(greens, "green", seq, id, together));
        int committed = 0;
        for (Future<Boolean> engine : threads.invokeAll(engines)) {
          committed += engine.get() ? 1 : 0;
        }
        assertThat(committed).isEqualTo(1);
      }
    }
    assertThat(link.askWest("select count(*) from item")).containsExactly("20");
  }

  /**
   * A session with an origin, which is committed: one rolled back leaves its number to the next.
   */
  private static Connection marked(String origin) throws SQLException {
    Connection session = server.connect(link.westDatabase());
    session.setAutoCommit(false);
    PostgresServer.run(
        session,
        "select pg_replication_origin_create('%s')".formatted(origin),
        "commit",
        "select pg_replication_origin_session_setup('%s')".formatted(origin));
    session.commit();
    return session;
  }

  private boolean commits(
      Connection session, String engine, long seq, int id, CyclicBarrier together)
      throws Exception {
    AppliedLog log = new AppliedLog(STREAM, engine, blue.generation());
    together.await(30, TimeUnit.SECONDS);
    try {
      log.append(session, seq, row(), new DurableProgress(SourcePosition.NONE, position -> {}));
      PostgresServer.run(session, "insert into item values (%d)".formatted(id));
      session.commit();
      return true;
    } catch (SQLException e) {
      session.rollback();
      assertThat(AppliedLog.isTaken(e)).as(e.getMessage()).isTrue();
      return false;
    }
  }

  private static dev.baton.engine.progress.AppliedRow row() {
    return new dev.baton.engine.progress.AppliedRow(new SourcePosition(1), 0, 1, 1);
  }

  @Test
  void aNumberThatWasTakenAndIsGoneProvesNothing() throws SQLException {
    AppliedLog log = new AppliedLog(STREAM, "blue", blue.generation());
    long missing = next() + 1_000;
    assertThatThrownBy(() -> log.meets(control, missing, SourcePosition.NONE))
        .isInstanceOfSatisfying(
            BatonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT));
  }

  @Test
  void trimmingKeepsWhatAFencedEngineMeetsHoweverFarBehindItIs() throws SQLException {
    Group answerLost;
    long last;
    try (Lane lane = blue.lane()) {
      for (int id = 1; id <= 5; id++) {
        lane.apply(next(), item(id));
      }
      last = next();
      answerLost = item(6);
      lane.apply(last, answerLost);
    }
    long taken = takenBy("green", blue.generation()).progress().seq();
    assertThat(taken).isEqualTo(last + 1);
    link.onWest(
        "insert into baton.applied select stream, seq + i, generation, engine, source_position,"
            + " source_commit_time, 1, 1 from baton.applied, generate_series(1, 500) i"
            + " where stream = '%s' and seq = %d".formatted(STREAM, taken));
    // Each row is once the last that is looked at, also the one before the take.
    OldRows single = new OldRows(STREAM, 498, 1);
    for (long row = 0; row < taken; row++) {
      assertThat(single.remove(control)).isBetween(0, 1);
    }
    OldRows old = new OldRows(STREAM, 10, 200);
    for (int time = 1; time <= 3; time++) {
      assertThat(old.remove(control)).as("removed at once, time %d", time).isBetween(1, 200);
    }
    assertThat(old.remove(control)).isZero();
    assertThat(new OldRows(STREAM, 10, 1000).remove(control)).as("what was passed by").isZero();
    assertThat(
            link.askWest(
                "select count(*) from baton.applied where stream = '%s' and seq > %d"
                    .formatted(STREAM, taken + 490)))
        .as("the last ones")
        .containsExactly("10");
    try (Lane lane = blue.lane()) {
      lane.apply(last, answerLost);
      assertFenced(() -> lane.apply(taken, item(7)));
    }
    assertThat(link.askWest("select max(id) from item")).containsExactly("6");
  }

  @Test
  void aStreamThatWasTakenMeanwhileIsNotTakenBack() throws SQLException {
    takenBy("green", blue.generation());
    Progress before = blue.progress();
    assertFenced(() -> takenBy("blue", blue.generation()));
    assertThat(blue.progress()).isEqualTo(before);
    assertThat(owner()).isEqualTo("green");
  }

  @Test
  void aTakeWhoseAnswerWasLostGoesAgain() throws SQLException {
    takenBy("blue", blue.generation());
    Ownership again = takenBy("blue", blue.generation());
    assertThat(again.generation()).isEqualTo(blue.generation() + 2);
  }

  @Test
  void theGenerationAndTheRowThatTookTheStreamComeTogetherOrNotAtAll() throws SQLException {
    Progress before = blue.progress();
    String generation = generation();
    link.onWest(
        "create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$",
        "create trigger refuse before update on baton.stream for each row execute function refuse()");
    assertThatThrownBy(() -> takenBy("green", blue.generation())).isInstanceOf(SQLException.class);
    link.onWest("drop trigger refuse on baton.stream", "drop function refuse");
    assertThat(blue.progress()).isEqualTo(before);
    assertThat(generation()).isEqualTo(generation);

    Ownership taken = takenBy("green", blue.generation());
    assertThat(taken.progress()).isEqualTo(blue.progress());
    assertThat(taken.progress().position()).isEqualTo(before.position());
    assertThat(taken.progress().seq()).isEqualTo(before.seq() + 1);
    assertThat(owner()).isEqualTo("green");
    assertThat(taken.recordedSlot()).isEqualTo(blue.settings().slot());
  }

  private String owner() {
    return link.askWest("select owner from baton.stream where stream = '" + STREAM + "'")
        .getFirst();
  }

  private String generation() {
    return link.askWest("select generation from baton.stream where stream = '" + STREAM + "'")
        .getFirst();
  }
}
