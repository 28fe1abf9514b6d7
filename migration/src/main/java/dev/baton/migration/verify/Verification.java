package dev.baton.migration.verify;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.config.TableRules;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares both sites of a link while applications write to them, and on request makes one equal to
 * the other.
 *
 * <p>Rows are hashed in the databases, in chunks of about ten thousand; only of chunks that differ
 * do keys and hashes travel, and rows only for a repair. What differs is looked at again after the
 * lag has passed, and only what differs steadily counts. Nothing is locked but the rows a repair
 * rewrites; memory is bounded whatever the tables' size.
 *
 * <p>Rows are equal when each column's text is: columns are matched by name, generated ones
 * included; numeric {@code 1.0} is not {@code 1.00}, float {@code -0} is not {@code 0}, NaN equals
 * NaN, NULL is not the empty string, json counts byte for byte, jsonb by meaning, {@code char(n)}
 * without its padding. Hashes are those of the servers' own {@code hashtextextended}, two seeds, so
 * both must have the same encoding and byte order.
 *
 * <p>Stateless; any thread, each call with connections of its own.
 */
public final class Verification {

  /**
   * Compares, and repairs when the options name a site for it.
   *
   * <p>A repair copies only rows that still look as they did when they were compared, under lock,
   * and carries a replication origin, so that streams which filter by origin do not send it back.
   * Where the repaired site's loop filter reads the applied log instead, the repair travels to the
   * other site as an ordinary change, of rows that already are as it makes them.
   *
   * @throws BatonException UNREACHABLE, AUTHENTICATION or MISSING_GRANT for a site that cannot be
   *     read, or not be written for a repair; REFUSED when no table is to be compared or the site
   *     to repair is not the link's; SCHEMA_MISMATCH for sites of different encodings;
   *     APPLY_REFUSED when a constraint forbids a repair
   */
  public VerifyReport verify(Settings settings, VerifyOptions options, ProgressListener listener) {
    long start = System.nanoTime();
    StreamName stream = settings.replicate().streams().getFirst();
    options.repairSite().ifPresent(site -> checkSite(site, stream));
    try (SiteSession first = SiteSession.open(settings.site(stream.source()), settings.link());
        SiteSession second = SiteSession.open(settings.site(stream.target()), settings.link())) {
      BothSites sites = new BothSites(first, second);
      List<TablePair> pairs = pairs(settings.replicate().tables(), options, sites);
      LagGate gate = new LagGate(sites, settings.replicate().streams(), options.patience());
      List<TableTally> tallies = compare(settings, options, listener, sites, pairs, gate);
      return new VerifyReport(
          stream.source(),
          stream.target(),
          tallies.stream().map(TableTally::report).toList(),
          gate.caughtUp(),
          since(start));
    }
  }

  private static List<TableTally> compare(
      Settings settings,
      VerifyOptions options,
      ProgressListener listener,
      BothSites sites,
      List<TablePair> pairs,
      LagGate gate) {
    try (Repair repair =
        options.repairSite().map(site -> new Repair(settings, site, sites)).orElse(null)) {
      Settling settling = new Settling(sites, gate, Optional.ofNullable(repair), listener);
      List<TableTally> tallies = new ArrayList<>();
      for (TablePair pair : pairs) {
        TableTally tally = new TableTally(pair, options.listedRows());
        tallies.add(tally);
        settling.add(tally);
        listener.onStep(new VerifyStep.Table(pair.first().name(), tallies.size(), pairs.size()));
        if (pair.comparable()) {
          long start = System.nanoTime();
          TableWalk.of(pair).compare(pair, sites, new WalkFindings(tally, settling, listener));
          tally.spent(since(start));
        }
      }
      settling.settle();
      return tallies;
    }
  }

  private static List<TablePair> pairs(TableRules rules, VerifyOptions options, BothSites sites) {
    BothSites.Answers<SiteCatalog> catalogs =
        sites.ask(s -> s.read(SiteCatalog::read), s -> s.read(SiteCatalog::read));
    if (!catalogs.first().encoding().equals(catalogs.second().encoding())) {
      throw new BatonException(
          ErrorCode.SCHEMA_MISMATCH,
          "site %s stores text as %s and site %s as %s, so their hashes cannot be compared; bring one database into the other's encoding"
              .formatted(
                  sites.first().name(),
                  catalogs.first().encoding(),
                  sites.second().name(),
                  catalogs.second().encoding()));
    }
    TableRules wanted = new TableRules(options.tables(), List.of(), rules.renames());
    List<TablePair> pairs =
        new Pairing(rules, catalogs.first(), catalogs.second(), sites)
            .pairs().stream()
                .filter(pair -> options.tables().isEmpty() || includes(wanted, pair.first().name()))
                .toList();
    if (pairs.isEmpty()) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "no table to compare at site %s: nothing in the replicated set matches %s; check replicate.tables and --tables"
              .formatted(
                  sites.first().name(),
                  options.tables().isEmpty() ? rules.include() : options.tables()));
    }
    return pairs;
  }

  private static boolean includes(TableRules rules, TableName name) {
    return rules.includes(name.schema(), name.table());
  }

  private static void checkSite(String site, StreamName stream) {
    if (!site.equals(stream.source()) && !site.equals(stream.target())) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "there is no site '%s' to repair; the link's sites are %s and %s"
              .formatted(site, stream.source(), stream.target()));
    }
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
