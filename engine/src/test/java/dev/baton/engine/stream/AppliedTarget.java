package dev.baton.engine.stream;

import static org.awaitility.Awaitility.await;

import dev.baton.config.Settings;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.ApplyMeter;
import dev.baton.engine.apply.ApplyStage;
import dev.baton.engine.apply.Reached;
import dev.baton.engine.apply.lane.CommitLog;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.apply.sql.TargetTables;
import dev.baton.engine.flow.HandOff;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.DurableProgress;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.progress.Progress;
import dev.baton.engine.route.TableResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** The applying half of a stream without its reader: a real target, taken, and lanes into it. */
final class AppliedTarget implements AutoCloseable {
  static final String STREAM = "east->west";

  private final TestLink link;
  private final StreamSettings settings;
  private final TargetSite site;
  private long generation;

  private AppliedTarget(TestLink link, Settings all) {
    this.link = link;
    this.settings = new StreamSettings(all, all.replicate().streams().getFirst());
    this.site = settings.openTarget();
  }

  /** Takes the stream of a provisioned link for engine {@code blue}. */
  static AppliedTarget take(TestLink link) throws SQLException {
    return taken(unowned(link));
  }

  /** The same with so many lanes. */
  static AppliedTarget take(TestLink link, int lanes) throws SQLException {
    return taken(new AppliedTarget(link, link.settings("blue", lanes)));
  }

  private static AppliedTarget taken(AppliedTarget target) throws SQLException {
    try (Connection control = target.site.openControl("test")) {
      target.generation = Ownership.take(control, STREAM, "blue", 0).generation();
    }
    return target;
  }

  /** The same without taking the stream. */
  static AppliedTarget unowned(TestLink link) {
    return new AppliedTarget(link, link.settings("blue"));
  }

  TargetSite site() {
    return site;
  }

  StreamSettings settings() {
    return settings;
  }

  long generation() {
    return generation;
  }

  /**
   * Applies events through a stage that goes on from where the log stands.
   *
   * @param readAhead whether some of them may be applied already
   */
  void apply(
      Lane lane,
      HandOff handOff,
      boolean readAhead,
      List<? extends TrailEvent> events,
      Reached reached)
      throws InterruptedException, SQLException {
    for (TrailEvent event : events) {
      handOff.put(event);
    }
    handOff.close();
    stage(
            new ApplyStage.Lanes(lane, number -> lane, 1, resolver()),
            handOff,
            100,
            readAhead,
            reached)
        .run();
  }

  /** A stage that goes on from where the log stands. */
  ApplyStage stage(
      ApplyStage.Lanes lanes,
      HandOff handOff,
      int maxTransactions,
      boolean readAhead,
      Reached reached)
      throws SQLException {
    Progress from = progress();
    return new ApplyStage(
        STREAM,
        handOff,
        lanes,
        maxTransactions,
        1 << 20,
        from.seq(),
        from.position(),
        readAhead,
        reached,
        (at, seq, token) -> false,
        new ApplyMeter(InstantSource.system()));
  }

  /** A lane that resolves tables by the catalogs as they are now. */
  Lane lane() throws SQLException {
    return lane(new AppliedLog(STREAM, "blue", generation));
  }

  /** The same by its number. */
  Lane lane(int number) throws SQLException {
    return lane(number, log());
  }

  /** A lane that writes as few as two rows of a kind in the form for many. */
  Lane laneOfMany(int number) throws SQLException {
    return new Lane(STREAM, site, 'A', number, log(), TargetTables.ofMany(resolver()));
  }

  Lane lane(int number, CommitLog log) throws SQLException {
    return new Lane(STREAM, site, 'A', number, log, new TargetTables(resolver()));
  }

  /** What lanes write the applied log by. */
  CommitLog log() throws SQLException {
    return new LaneLog(
        new AppliedLog(STREAM, "blue", generation),
        new DurableProgress(progress().position(), one -> {}));
  }

  Lane lane(AppliedLog log) throws SQLException {
    return lane(site, log);
  }

  Lane lane(TargetSite through, AppliedLog log) throws SQLException {
    return lane(through, new LaneLog(log, new DurableProgress(progress().position(), one -> {})));
  }

  Lane lane(TargetSite through, CommitLog log) throws SQLException {
    return new Lane(STREAM, through, 'A', 0, log, new TargetTables(resolver()));
  }

  TableResolver resolver() throws SQLException {
    try (Connection east = link.east().connect(link.eastDatabase());
        Connection west = link.west().connect(link.westDatabase())) {
      return new TableResolver(
          TableRouting.of(settings.all().replicate(), settings.name()),
          Catalog.read(east),
          Catalog.read(west),
          "west");
    }
  }

  Progress progress() throws SQLException {
    try (Connection control = site.openControl("test")) {
      return AppliedLog.last(control, STREAM).orElseThrow();
    }
  }

  /** Waits until a session at the target's server waits for a lock. */
  void awaitBlocked() {
    await("a lane to wait for a lock")
        .until(
            () ->
                link.askWest("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .equals(List.of("1")));
  }

  static SourceTable table(String name, String... columns) {
    return new SourceTable(new TableName("public", name), List.of(columns));
  }

  @Override
  public void close() {
    site.close();
  }
}
