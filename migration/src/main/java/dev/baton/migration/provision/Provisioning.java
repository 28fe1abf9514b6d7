package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.provision.SitePicture.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes at both sites what a link needs: the engine's role and grants, Baton's schema and key,
 * publications, slots, and the progress the streams start from. May be run again, also after it was
 * interrupted; then it makes only what is missing.
 *
 * <p>Connects as {@code admin-user} where the settings have one. Nothing is touched while anything
 * stands in the way. Calls block; instances hold no state and any thread may use them.
 */
public final class Provisioning {
  private static final Duration LONGEST_SLOT_WAIT = Duration.ofSeconds(60);

  private final Duration longestSlotWait;

  public Provisioning() {
    this(LONGEST_SLOT_WAIT);
  }

  /**
   * @param longestSlotWait how long making a slot may wait for open transactions to end
   */
  public Provisioning(Duration longestSlotWait) {
    this.longestSlotWait = longestSlotWait;
  }

  /**
   * Looks at both sites and says what would be done there, or why nothing would. Changes nothing.
   *
   * @throws BatonException UNREACHABLE or AUTHENTICATION when a site cannot be looked at
   */
  public Plan plan(Settings settings) {
    try (SiteSessions sessions = SiteSessions.open(settings, "provision")) {
      return look(settings, sessions).plan();
    }
  }

  /**
   * Makes what is missing.
   *
   * @return what was done; its {@link Plan#nothingToDo} is true when all was there
   * @throws BatonException with the first blocker's code and all blockers in the message, and then
   *     nothing was touched; or naming what went wrong on the way, and then it may be run again
   */
  public Plan apply(Settings settings) {
    try (Pass pass = begin(settings)) {
      for (Part part : Part.values()) {
        pass.make(part);
      }
      pass.requireComplete();
      return pass.plan();
    }
  }

  /**
   * Looks at both sites, to make what is missing part by part.
   *
   * @throws BatonException with the first blocker's code and all blockers in the message
   */
  public Pass begin(Settings settings) {
    SiteSessions sessions = SiteSessions.open(settings, "provision");
    try {
      Look look = look(settings, sessions);
      refuseBlocked(look.plan());
      return new Pass(settings, sessions, look, longestSlotWait);
    } catch (RuntimeException e) {
      sessions.close();
      throw e;
    }
  }

  /** What was missing at one look, while it is made. Owned by one thread. */
  public static final class Pass implements AutoCloseable {
    private final Settings settings;
    private final SiteSessions sessions;
    private final Duration longestSlotWait;
    private Look look;

    private Pass(Settings settings, SiteSessions sessions, Look look, Duration longestSlotWait) {
      this.settings = settings;
      this.sessions = sessions;
      this.look = look;
      this.longestSlotWait = longestSlotWait;
    }

    /** What was missing. */
    public Plan plan() {
      return look.plan();
    }

    /** Makes a part of it, as the administrator. Once: what it made is not missing any more. */
    public void make(Part part) {
      StepRunner runner = new StepRunner(settings, sessions, look.sites(), longestSlotWait);
      look.plan().steps(part).forEach(runner::run);
    }

    /**
     * Looks again; what is missing from now on is what is missing then.
     *
     * @return whether nothing is
     * @throws BatonException when something stands in the way by now
     */
    public boolean isComplete() {
      look = look(settings, sessions);
      refuseBlocked(look.plan());
      return look.plan().nothingToDo();
    }

    /**
     * Makes sure that nothing stands in the engine's way, and that it can connect.
     *
     * @throws BatonException naming what it still lacks
     */
    public void requireComplete() {
      if (!look.plan().nothingToDo()) {
        Provisioning.requireComplete(look(settings, sessions));
      }
      SiteSessions.sitesOf(settings).forEach(site -> requireEngineConnects(settings, site));
    }

    /** Does something in the administrator's session at the link's first site by name. */
    public <T> T atFirstSite(SqlWork<T> work) {
      return sessions.on(SiteSessions.sitesOf(settings).first(), work::in);
    }

    @Override
    public void close() {
      sessions.close();
    }
  }

  /** Work in a session. */
  public interface SqlWork<T> {
    T in(Connection session) throws SQLException;
  }

  private record Look(Map<String, SitePicture> sites, Plan plan) {}

  private static Look look(Settings settings, SiteSessions sessions) {
    Map<String, Catalog> catalogs = new LinkedHashMap<>();
    Map<String, Server> servers = new LinkedHashMap<>();
    for (String site : sessions.all().keySet()) {
      servers.put(site, sessions.on(site, c -> new SiteReading(c, settings.link()).server()));
      catalogs.put(site, sessions.on(site, Catalog::read));
    }
    LinkTables tables = new LinkTables(settings, catalogs);
    Map<String, SitePicture> sites = new LinkedHashMap<>();
    for (String site : sessions.all().keySet()) {
      sites.put(
          site,
          sessions.on(
              site, c -> picture(c, settings, settings.site(site), servers.get(site), tables)));
    }
    List<Finding> findings = new ArrayList<>(findings(settings, sites, tables));
    findings.addAll(sequences(settings, sessions, tables));
    List<String> notes =
        settings.replicate().streams().stream()
            .flatMap(stream -> SourceTableChecks.notes(stream, tables).stream())
            .toList();
    return new Look(sites, new Plan(findings, PlanMaking.steps(settings, sites, tables), notes));
  }

  private static SitePicture picture(
      Connection connection, Settings settings, SiteSettings site, Server server, LinkTables tables)
      throws SQLException {
    SiteReading reading = new SiteReading(connection, settings.link());
    Rights rights = new Rights(connection, site.user());
    rights.forSite(server.database());
    List<StreamName> streams = settings.replicate().streams();
    if (streams.stream().anyMatch(stream -> stream.source().equals(site.name()))) {
      rights.asSource(tables.readAt(site.name()));
    }
    if (streams.stream().anyMatch(stream -> stream.target().equals(site.name()))) {
      rights.asTarget(tables.writtenAt(site.name()), server.version());
    }
    return new SitePicture(
        site,
        server,
        reading.role(site.user(), rights),
        tables.catalog(site.name()),
        reading.publication(),
        reading.slots(),
        reading.own());
  }

  private static List<Finding> findings(
      Settings settings, Map<String, SitePicture> sites, LinkTables tables) {
    List<Finding> findings = new ArrayList<>(ServerChecks.of(settings, sites));
    for (SitePicture site : sites.values()) {
      findings.addAll(RoleChecks.of(site, tables));
      findings.addAll(SourceTableChecks.of(site, tables));
    }
    for (StreamName stream : settings.replicate().streams()) {
      SitePicture source = sites.get(stream.source());
      SitePicture target = sites.get(stream.target());
      if (tables.of(stream).isEmpty()) {
        findings.add(
            Finding.blocker(
                ErrorCode.REFUSED,
                "stream %s has no tables: site %s has none that replicate.tables names"
                    .formatted(stream, stream.source()),
                "correct replicate.tables, or create the tables first"));
      }
      findings.addAll(CounterpartChecks.of(stream, target, tables));
      findings.addAll(ProgressChecks.of(stream, source, target));
      findings.addAll(
          ProgressChecks.slotName(
              LinkNames.slot(settings.link(), settings.engine().id(), stream.source()), source));
    }
    List<SitePicture> both = List.copyOf(sites.values());
    findings.addAll(ProgressChecks.key(both.getFirst(), both.getLast()));
    return findings.stream().distinct().toList();
  }

  private static List<Finding> sequences(
      Settings settings, SiteSessions sessions, LinkTables tables) {
    List<StreamName> streams = settings.replicate().streams();
    return sessions.on(
        streams.getFirst().source(),
        connection -> SequenceChecks.of(streams, tables, sessions.all()));
  }

  private static void refuseBlocked(Plan plan) {
    List<Finding> blockers = plan.blockers();
    if (!blockers.isEmpty()) {
      String all = blockers.stream().map(finding -> "\n  " + finding).collect(Collectors.joining());
      throw new BatonException(
          blockers.getFirst().code(),
          "nothing was touched, for %d %s to be mended first:%s"
              .formatted(blockers.size(), blockers.size() == 1 ? "thing has" : "things have", all));
    }
  }

  // A grant by somebody who may not give it passes with a mere warning of the server's.
  private static void requireComplete(Look look) {
    for (SitePicture site : look.sites().values()) {
      if (!site.role().missing().isEmpty() && !site.role().superuser()) {
        throw new BatonException(
            ErrorCode.MISSING_GRANT,
            "role %s at site %s still lacks %s; %s may not give it: run as a superuser: %s"
                .formatted(
                    site.role().name(),
                    site.name(),
                    site.role().missing().getFirst().what(),
                    site.server().user(),
                    site.role().missing().stream()
                        .map(Right::grant)
                        .collect(Collectors.joining("; "))));
      }
    }
    refuseBlocked(look.plan());
  }

  private static void requireEngineConnects(Settings settings, String site) {
    SiteSettings reached = settings.site(site);
    try (Connection connection = SiteConnections.open(reached, settings.link(), "provision")) {
      connection.isValid(0);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, reached);
    }
  }
}
