package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.ApplyStage;
import dev.baton.engine.apply.lane.CommitLog;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.flow.TargetTable;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.stream.RandomHistory.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories, applied by several lanes that pause at random and lose their sessions: at every
 * instant a reader at the target finds the source as it was at the position that the applied log
 * tells, and in the end all of it. The same where no hazard is ever seen: what was missed costs
 * time. A failure names its seed; {@code -Dbaton.seeds=FROM-TO} runs others.
 */
class LanesEqualSerialTest {
  private static final String[] SEEDS = System.getProperty("baton.seeds", "1-4").split("-");
  private static final int TRANSACTIONS = 300;
  private static final int MOST_IN_GROUP = 3;
  private static final String DEADLOCK = "40P01";

  /** Many tables of which memory can tell rows apart; of the others so many that they are met. */
  private static final List<Kind> KINDS =
      Stream.concat(
              Collections.nCopies(5, List.of(Kind.PLAIN, Kind.PARTED, Kind.COUNTED, Kind.ONLY_KEY))
                  .stream()
                  .flatMap(List::stream),
              Stream.of(Kind.UNIQ, Kind.TWINS, Kind.PAIR, Kind.KEYED_FULL, Kind.STAMPED))
          .toList();

  private static final String STATE =
      KINDS.stream()
          .distinct()
          .map(
              kind ->
                  "(select md5(coalesce(string_agg(r, '|' order by r), '')) from (select row(%s)::text r from %s) t)"
                      .formatted(kind.columns(), kind.title()))
          .collect(Collectors.joining(" || "));

  @AutoClose private static PostgresServer server;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "schedules");
    for (Kind kind : Kind.values()) {
      link.onBoth(kind.create().toArray(String[]::new));
    }
    link.provision();
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "4, true", "8, true", "2, false", "8, false"})
  @Timeout(180)
  void anyScheduleLeavesWhatOneLaneWould(int lanes, boolean hazards) throws Exception {
    Counts counts = new Counts();
    try (Connection east = server.connect(link.eastDatabase());
        Connection west = server.connect(link.westDatabase());
        AppliedTarget target = AppliedTarget.take(link, lanes)) {
      PostgresServer.run(east, "set synchronous_commit = off");
      for (long seed = Long.parseLong(SEEDS[0]); seed <= Long.parseLong(SEEDS[1]); seed++) {
        empty(east, west);
        new Run(seed, lanes, hazards, east, target, counts).run();
      }
    }
    System.out.println(lanes + " lanes, hazards " + hazards + ": " + counts);
    assertThat(counts.observed).as("instants looked at").isGreaterThan(20);
    if (lanes > 1) {
      assertThat(counts.waits).as("groups that waited").isPositive();
      assertThat(counts.helped).as("groups that others than the leading lane applied").isPositive();
    }
  }

  private static void empty(Connection east, Connection west) {
    String all = Stream.of(Kind.values()).map(Kind::title).collect(Collectors.joining(", "));
    PostgresServer.run(east, "truncate " + all + " restart identity");
    PostgresServer.run(west, "truncate " + all + " restart identity");
  }

  /** What happened over all seeds. */
  private static final class Counts {
    private long observed;
    private long helped;
    private long waits;
    private long again;
    private long lost;

    @Override
    public String toString() {
      return "observed %d, helped %d, waited %d, went again %d, sessions lost %d"
          .formatted(observed, helped, waits, again, lost);
    }
  }

  /** One history, applied until all of it is. */
  private static final class Run {
    private final long seed;
    private final int count;
    private final boolean hazards;
    private final AppliedTarget target;
    private final Counts counts;
    private final List<TransactionPart> transactions = new ArrayList<>();
    private final Map<String, String> states = new HashMap<>();
    private final Queue<Lane> opened = new ConcurrentLinkedQueue<>();
    private final CountDownLatch joined = new CountDownLatch(1);

    Run(long seed, int count, boolean hazards, Connection east, AppliedTarget target, Counts counts)
        throws SQLException {
      this.seed = seed;
      this.count = count;
      this.hazards = hazards;
      this.target = target;
      this.counts = counts;
      Progress from = target.progress();
      History history = new History(from.position());
      Random random = new Random(seed);
      RandomHistory changes =
          new RandomHistory(seed, east, KINDS, List.of(8, 60, 500).get(random.nextInt(3)), 2);
      states.put(from.position().toString(), state(east));
      for (int i = 0; i < TRANSACTIONS; i++) {
        List<RowChange> written = changes.transaction();
        if (!written.isEmpty()) {
          TransactionPart part = history.whole(written);
          transactions.add(part);
          states.put(part.position().toString(), state(east));
        }
      }
    }

    private static String state(Connection site) {
      return PostgresServer.ask(site, "select " + STATE).getFirst();
    }

    void run() throws Exception {
      AtomicBoolean ended = new AtomicBoolean();
      List<String> wrong = Collections.synchronizedList(new ArrayList<>());
      Thread watching = Thread.ofPlatform().start(() -> watch(ended, wrong));
      try {
        for (int tries = 0; !isApplied(); tries++) {
          assertThat(tries).as("seed %d: it comes to an end", seed).isLessThan(50);
          apply(tries);
        }
      } finally {
        ended.set(true);
        watching.join();
      }
      assertThat(wrong).as("seed %d, what a reader saw", seed).isEmpty();
      assertThat(link.askWest("select " + STATE))
          .as("seed %d, in the end", seed)
          .containsExactly(states.get(transactions.getLast().position().toString()));
    }

    private boolean isApplied() throws SQLException {
      return !transactions.getLast().position().isAfter(target.progress().position());
    }

    /** What it throws is wrong too: another class's test must not be told of it. */
    private void watch(AtomicBoolean ended, List<String> wrong) {
      String sql =
          "select (select source_position from baton.applied where stream = '"
              + AppliedTarget.STREAM
              + "' order by seq desc limit 1), "
              + STATE;
      try (Connection reader = server.connect(link.westDatabase());
          PreparedStatement query = reader.prepareStatement(sql)) {
        while (!ended.get()) {
          look(query).ifPresent(wrong::add);
        }
      } catch (SQLException | RuntimeException e) {
        wrong.add(e.toString());
      }
    }

    /** What is wrong at this instant; a reader who deadlocks with a truncation sees nothing. */
    private Optional<String> look(PreparedStatement query) throws SQLException {
      try (ResultSet seen = query.executeQuery()) {
        seen.next();
        counts.observed++;
        return seen.getString(2).equals(states.get(seen.getString(1)))
            ? Optional.empty()
            : Optional.of("at " + seen.getString(1));
      } catch (SQLException e) {
        if (DEADLOCK.equals(e.getSQLState())) {
          return Optional.empty();
        }
        throw e;
      }
    }

    /**
     * Goes on from the applied log, as a stream does; ends at the end or when a session is lost.
     */
    private void apply(int tries) throws Exception {
      Progress from = target.progress();
      HandOff handOff = new HandOff(1 << 20, 1, 1);
      for (TransactionPart part : transactions) {
        if (part.position().isAfter(from.position())) {
          handOff.put(part);
        }
      }
      handOff.close();
      CommitLog log = target.log();
      try (Lane leading = lane(0, tries, log)) {
        target
            .stage(
                new ApplyStage.Lanes(leading, number -> lane(number, tries, log), count, tables()),
                handOff,
                MOST_IN_GROUP,
                false,
                (seq, position, commitMicros) -> helped())
            .run();
      } catch (BatonException e) {
        assertThat(e.code()).as("seed %d: %s", seed, e).isEqualTo(ErrorCode.UNREACHABLE);
        counts.lost++;
      }
      opened.forEach(
          lane -> {
            counts.waits += lane.waits();
            counts.again += lane.retries() + lane.givenWay();
          });
      opened.clear();
    }

    private void helped() {
      if (Thread.currentThread().getName().contains("/lane")) {
        counts.helped++;
      }
    }

    /** Where no hazard is to be seen, no table is known. */
    private Function<SourceTable, Optional<TargetTable>> tables() throws SQLException {
      return hazards ? target.resolver() : source -> Optional.empty();
    }

    private Lane lane(int number, int tries, CommitLog log) {
      try {
        CommitLog shaken = shaken(log, new Random(seed * 1_000 + tries * 10L + number));
        Lane lane = target.lane(number, tries == 0 && count > 1 ? joined(number, shaken) : shaken);
        opened.add(lane);
        return lane;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /**
     * The leading lane may be through before another is open; so it waits for one that has work.
     */
    private CommitLog joined(int number, CommitLog log) {
      return number > 0
          ? SpiedLog.before(log, seq -> joined.countDown())
          : SpiedLog.before(log, seq -> await().pollDelay(Duration.ZERO).until(this::isJoined));
    }

    private boolean isJoined() {
      return joined.getCount() == 0 || opened.stream().anyMatch(lane -> lane.waits() > 0);
    }

    private CommitLog shaken(CommitLog log, Random random) {
      return SpiedLog.before(log, seq -> shake(random));
    }

    /** Pauses, and rarely ends all sessions of lanes. */
    private static void shake(Random random) {
      int dice = random.nextInt(100);
      if (dice < 40) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(4_000)));
      } else if (dice == 40) {
        link.askWest(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%/lane' and pid % 2 = "
                + random.nextInt(2));
      }
    }
  }
}
