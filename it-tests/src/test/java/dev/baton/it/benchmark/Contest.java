package dev.baton.it.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.oracle.Equality;
import dev.baton.it.site.PostgresSite;
import dev.baton.it.site.Probe;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One work with servers of its own: Baton and the database's own replication catch up with the same
 * backlogs in the same run. All are halted while a backlog is made, and let go one after the other;
 * who goes first alternates. What reading alone takes is measured after them. One thread.
 */
final class Contest implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int LOOK_MILLIS = 5;

  private final Work work;
  private final List<String> tables;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final LinkFixture link;
  private final BacklogSource source;
  private final List<Contender> contenders = new ArrayList<>();
  private final BareReader bareReader;
  private int round;

  private Contest(Work work) {
    this.work = work;
    this.tables = BacklogSource.tables(work.backlog());
    this.link = opened(LinkFixture.start(tables));
    try {
      link.sites().forEach(site -> BacklogSource.createTables(work.backlog(), site));
      link.configure(
              settings ->
                  settings.withPorts(
                      Map.of("east", link.east().port(), "west", link.west().port())))
          .provision();
      List<NativeContender> rivals = work.peers().stream().map(this::rival).toList();
      this.bareReader = new BareReader(link.east(), rivals.getFirst());
      this.source = new BacklogSource(link.east(), work.backlog());
      contenders.addAll(rivals);
      contenders.add(opened(BatonContender.run(link, work.age(), work.jvmOptions())));
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    opened.add(one);
    return one;
  }

  private NativeContender rival(NativePeer peer) {
    PostgresSite subscriber = opened(PostgresSite.start(peer.subscription()));
    BacklogSource.createTables(work.backlog(), subscriber);
    return NativeContender.subscribe(peer, tables, link.east(), subscriber);
  }

  /** Measures a work in so many rounds. */
  static Measured run(Work work, int rounds) throws Exception {
    try (Contest contest = new Contest(work)) {
      contest.catchUp(work.warmUp());
      List<Measured.CaughtUp> all = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        for (int size : work.sizes()) {
          all.add(contest.catchUp(size));
        }
      }
      Map<String, Map<String, String>> settings = new LinkedHashMap<>();
      contest.contenders.forEach(one -> settings.put(one.name(), one.settings()));
      return new Measured(all, settings);
    }
  }

  private Measured.CaughtUp catchUp(int size) throws Exception {
    round++;
    contenders.forEach(Contender::halt);
    link.east().assertDurable();
    contenders.forEach(one -> one.target().assertDurable());
    bareReader.mark();
    String start = link.east().value("select pg_current_wal_insert_lsn()");
    String made = source.generate(round, size);
    link.east().execute("checkpoint");
    System.err.printf("%s %d: %,d %s wait%n", work.name(), round, size, work.unit());
    Map<String, Long> millis = new LinkedHashMap<>();
    contenders.forEach(one -> millis.put(one.name(), 0L));
    for (Contender contender : inTurn()) {
      contender.makeReady();
      assertBehind(contender, start);
      millis.put(contender.name(), time(contender));
    }
    millis.put(BareReader.NAME, bareReader.read(made));
    System.err.printf("%s %d: %s ms%n", work.name(), round, millis);
    Map<String, String> held = Equality.fingerprint(link.east(), tables);
    for (Contender contender : contenders) {
      assertThat(Equality.fingerprint(contender.target(), tables))
          .as("what %s has made of it", contender.name())
          .isEqualTo(held);
    }
    return new Measured.CaughtUp(size, millis);
  }

  private List<Contender> inTurn() {
    List<Contender> turned = new ArrayList<>(contenders);
    Collections.rotate(turned, round);
    return turned;
  }

  /**
   * None may have read ahead: nobody reads the slot, and it has confirmed nothing of the backlog.
   */
  private void assertBehind(Contender contender, String start) {
    String behind =
        "select confirmed_flush_lsn <= '%s' and not active from pg_replication_slots where slot_name = '%s'"
            .formatted(start, contender.slot());
    assertThat(link.east().value(behind))
        .as("%s has not read ahead", contender.name())
        .isEqualTo("t");
  }

  private long time(Contender contender) throws SQLException, InterruptedException {
    String end = BacklogSource.endQuery(round);
    try (Probe probe = new Probe(contender.target())) {
      assertThat(probe.column(end)).isEmpty();
      CountDownLatch never = new CountDownLatch(1);
      long start = System.nanoTime();
      contender.go();
      while (probe.column(end).isEmpty()) {
        contender.assertAlive();
        if (System.nanoTime() - start > LONGEST.toNanos()) {
          throw new IllegalStateException(contender.name() + " does not catch up");
        }
        never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
  }

  /** The last first: the engine before its servers. */
  @Override
  public void close() {
    for (AutoCloseable one : opened.reversed()) {
      try {
        one.close();
      } catch (Exception e) {
        System.err.println("while " + work.name() + " was cleaned up: " + e);
      }
    }
  }
}
