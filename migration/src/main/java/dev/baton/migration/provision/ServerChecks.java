package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.provision.SitePicture.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that the servers are set up for replication and have room for this link. */
final class ServerChecks {
  private static final int OLDEST = 140000;

  private final Settings settings;
  private final Map<String, SitePicture> sites;
  private final List<Finding> findings = new ArrayList<>();

  private ServerChecks(Settings settings, Map<String, SitePicture> sites) {
    this.settings = settings;
    this.sites = sites;
  }

  static List<Finding> of(Settings settings, Map<String, SitePicture> sites) {
    ServerChecks checks = new ServerChecks(settings, sites);
    checks.sameDatabase();
    for (SitePicture site : sites.values()) {
      checks.version(site);
      checks.asSource(site);
      checks.asTarget(site);
    }
    return checks.findings;
  }

  private void sameDatabase() {
    for (StreamName stream : settings.replicate().streams()) {
      Server source = sites.get(stream.source()).server();
      Server target = sites.get(stream.target()).server();
      if (stream.source().compareTo(stream.target()) < 0
          && source.system().equals(target.system())
          && source.database().equals(target.database())) {
        findings.add(
            Finding.blocker(
                ErrorCode.REFUSED,
                "sites %s and %s are one and the same database, %s"
                    .formatted(stream.source(), stream.target(), source.database()),
                "give two different databases in sites"));
      }
    }
  }

  private void version(SitePicture site) {
    int version = site.server().version();
    if (version < OLDEST) {
      findings.add(
          Finding.blocker(
              ErrorCode.REFUSED,
              "site %s runs PostgreSQL %d".formatted(site.name(), version / 10000),
              "use PostgreSQL 14 or later"));
    }
  }

  private void asSource(SitePicture site) {
    long streams =
        settings.replicate().streams().stream().filter(s -> s.source().equals(site.name())).count();
    if (streams == 0) {
      return;
    }
    Server server = site.server();
    if (!server.walLevel().equals("logical")) {
      findings.add(
          Finding.blocker(
              ErrorCode.WAL_LEVEL,
              "wal_level is '%s' at site %s".formatted(server.walLevel(), site.name()),
              "set wal_level = logical there and restart the server"));
    }
    String slot = LinkNames.slot(settings.link(), settings.engine().id(), site.name());
    boolean there =
        site.slots().containsKey(slot)
            || site.slots().keySet().stream()
                .anyMatch(name -> name.startsWith(LinkNames.slotPrefix(settings.link())));
    room(
        site.name(),
        "max_replication_slots",
        server.maxSlots(),
        server.usedSlots(),
        there ? 0 : (int) streams,
        there ? 0 : (int) streams * 2);
    room(
        site.name(),
        "max_wal_senders",
        server.maxSenders(),
        server.usedSenders(),
        there ? 0 : (int) streams,
        there ? 0 : (int) streams * 2);
    if (!server.commitTimestamps()) {
      findings.add(
          Finding.warning(
              ErrorCode.REFUSED,
              "track_commit_timestamp is off at site %s, and last-writer-wins compares commit times"
                  .formatted(site.name()),
              "set track_commit_timestamp = on there and restart the server"));
    }
  }

  private void asTarget(SitePicture site) {
    long streams =
        settings.replicate().streams().stream().filter(s -> s.target().equals(site.name())).count();
    int lanes = (int) streams * settings.apply().lanes();
    if (streams > 0) {
      room(
          site.name(),
          site.server().version() >= 180000
              ? "max_active_replication_origins"
              : "max_replication_slots",
          site.server().maxOrigins(),
          site.server().foreignOrigins(),
          lanes,
          lanes * 2);
    }
  }

  // A swap has two engines side by side for a while: twice as many is what it takes.
  private void room(
      String site, String parameter, int most, int used, int needed, int neededBySwap) {
    int free = most - used;
    if (free < needed) {
      findings.add(
          Finding.blocker(
              ErrorCode.REFUSED,
              "%s is %d at site %s, %d are in use and the link needs %d"
                  .formatted(parameter, most, site, used, needed),
              "set %s = %d there and restart the server"
                  .formatted(parameter, used + neededBySwap)));
    } else if (free < neededBySwap) {
      findings.add(
          Finding.warning(
              ErrorCode.REFUSED,
              "%s is %d at site %s, %d are in use: the link has its %d, but a swap needs %d"
                  .formatted(parameter, most, site, used, needed, neededBySwap),
              "set %s = %d there and restart the server"
                  .formatted(parameter, used + neededBySwap)));
    }
  }
}
