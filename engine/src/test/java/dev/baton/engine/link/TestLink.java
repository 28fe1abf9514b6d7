package dev.baton.engine.link;

import dev.baton.config.ApplySettings;
import dev.baton.config.ConflictPolicy;
import dev.baton.config.ConflictSettings;
import dev.baton.config.DatabaseType;
import dev.baton.config.EngineSettings;
import dev.baton.config.LoopFilterMode;
import dev.baton.config.ReaderKind;
import dev.baton.config.ReplicationSettings;
import dev.baton.config.Secret;
import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.config.SwapSettings;
import dev.baton.config.TableRules;
import dev.baton.config.TransportSettings;
import dev.baton.migration.provision.Provisioning;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A link named as the database it has at each of its sites, {@code east} and {@code west}. May have
 * both sites on one server, and then in databases of different names.
 */
public record TestLink(
    PostgresServer east,
    String eastDatabase,
    PostgresServer west,
    String westDatabase,
    List<String> streams,
    Map<String, String> renames,
    LoopFilterMode loopFilter) {
  private static final String PASSWORD = "s3cret-'of'-the-engine";

  public TestLink {
    streams = List.copyOf(streams);
    renames = Map.copyOf(renames);
  }

  /** Two servers with a fresh database each. */
  public static TestLink between(PostgresServer east, PostgresServer west, String database) {
    east.run("postgres", "create database " + database);
    west.run("postgres", "create database " + database);
    return new TestLink(
        east,
        database,
        west,
        database,
        List.of("east->west", "west->east"),
        Map.of(),
        LoopFilterMode.AUTO);
  }

  /** One way only, within one server: for what applies without reading. */
  public static TestLink within(PostgresServer server, String name) {
    server.run(
        "postgres",
        "create database " + name + "_east",
        "create database " + name + "_west",
        "create role baton_%s_east login replication password '%s'"
            .formatted(name, PASSWORD.replace("'", "''")));
    return new TestLink(
        server,
        name + "_east",
        server,
        name + "_west",
        List.of("east->west"),
        Map.of(),
        LoopFilterMode.AUTO);
  }

  public TestLink bothWays() {
    List<String> both = List.of("east->west", "west->east");
    return new TestLink(east, eastDatabase, west, westDatabase, both, renames, loopFilter);
  }

  public TestLink oneWay() {
    return new TestLink(
        east, eastDatabase, west, westDatabase, List.of("east->west"), renames, loopFilter);
  }

  public TestLink filtering(LoopFilterMode mode) {
    return new TestLink(east, eastDatabase, west, westDatabase, streams, renames, mode);
  }

  public TestLink renaming(String left, String right) {
    Map<String, String> more = new LinkedHashMap<>(renames);
    more.put(left, right);
    return new TestLink(east, eastDatabase, west, westDatabase, streams, more, loopFilter);
  }

  /** The link's name. */
  public String name() {
    return eastDatabase;
  }

  /** Runs the same statements at both sites. */
  public TestLink onBoth(String... sql) {
    onEast(sql);
    onWest(sql);
    return this;
  }

  public void onEast(String... sql) {
    east.run(eastDatabase, sql);
  }

  public void onWest(String... sql) {
    west.run(westDatabase, sql);
  }

  public List<String> askEast(String sql) {
    return east.ask(eastDatabase, sql);
  }

  public List<String> askWest(String sql) {
    return west.ask(westDatabase, sql);
  }

  public TestLink provision() {
    new Provisioning().apply(settings("blue"));
    return this;
  }

  /** What an engine of that id runs with; {@code -Dbaton.lanes=N} gives it other lanes. */
  public Settings settings(String engine) {
    return settings(engine, Integer.getInteger("baton.lanes", 2));
  }

  /** The same with so many lanes. */
  public Settings settings(String engine, int lanes) {
    return new Settings(
        name(),
        new EngineSettings(
            engine, Path.of("unused"), 1 << 25, 500, Optional.empty(), Optional.empty()),
        Map.of(
            "east", site("east", east.url(eastDatabase)),
            "west", site("west", west.url(westDatabase))),
        new ReplicationSettings(
            streams.stream().map(stream -> StreamName.parse(stream).orElseThrow()).toList(),
            new TableRules(List.of("public.*"), List.of("public.local_*"), renames)),
        new ConflictSettings(ConflictPolicy.STOP, Map.of()),
        new ApplySettings(lanes, 1000, 8 << 20),
        new SwapSettings(60_000, SwapSettings.DeadlinePolicy.ABORT, 0),
        new TransportSettings(TransportSettings.Type.DIRECT));
  }

  private SiteSettings site(String site, String url) {
    return new SiteSettings(
        site,
        DatabaseType.POSTGRESQL,
        url,
        "baton_" + name(),
        new Secret(PASSWORD),
        Optional.of("postgres"),
        Optional.of(new Secret("postgres")),
        ReaderKind.PGOUTPUT,
        loopFilter);
  }
}
