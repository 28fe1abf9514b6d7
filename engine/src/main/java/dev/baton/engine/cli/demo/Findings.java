package dev.baton.engine.cli.demo;

import dev.baton.config.Settings;
import dev.baton.migration.verify.ProgressListener;
import dev.baton.migration.verify.TableReport;
import dev.baton.migration.verify.Verification;
import dev.baton.migration.verify.VerifyOptions;
import dev.baton.migration.verify.VerifyReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is found at both sites once the traffic has ended and they are level. */
record Findings(
    VerifyReport comparison,
    List<LedgerCheck> ledgers,
    Map<String, Long> acknowledged,
    List<SQLException> failures,
    Map<String, Lag> lag,
    Lag writeTook) {

  static Findings of(EmbeddedLink link, Settings settings, Applications applications)
      throws SQLException {
    List<Acknowledged> acknowledged = applications.acknowledged();
    List<LedgerCheck> ledgers = new ArrayList<>();
    for (EmbeddedSite site : link.sites()) {
      ledgers.add(LedgerCheck.of(site, acknowledged, applications.uncertain()));
    }
    Map<String, Long> counts = new TreeMap<>();
    acknowledged.forEach(write -> counts.merge(write.site(), 1L, Long::sum));
    List<Long> took = acknowledged.stream().map(write -> write.tookNanos() / 1000).toList();
    return new Findings(
        new Verification().verify(settings, VerifyOptions.defaults(), ProgressListener.none()),
        ledgers,
        counts,
        applications.failures(),
        lag(link),
        Lag.ofMicros(took));
  }

  /** From commit to commit: each server keeps the time of every commit, and they share a clock. */
  private static Map<String, Lag> lag(EmbeddedLink link) throws SQLException {
    Map<Acknowledged.Id, Long> east = LedgerCheck.commits(link.east());
    Map<Acknowledged.Id, Long> west = LedgerCheck.commits(link.west());
    Map<String, List<Long>> micros = new HashMap<>();
    micros.put("east->west", new ArrayList<>());
    micros.put("west->east", new ArrayList<>());
    east.forEach(
        (write, atEast) -> {
          long later = west.getOrDefault(write, atEast) - atEast;
          boolean fromEast = write.site().equals(link.east().name());
          micros.get(fromEast ? "east->west" : "west->east").add(fromEast ? later : -later);
        });
    Map<String, Lag> lag = new TreeMap<>();
    micros.forEach((stream, all) -> lag.put(stream, Lag.ofMicros(all)));
    return lag;
  }

  DemoResult result(
      long withoutEngineMillis,
      double stallMillis,
      int engineExit,
      boolean successorEnded,
      long tookMillis) {
    return new DemoResult(
        comparison.equal() && comparison.unsettled() == 0,
        comparison.tables().size(),
        comparison.tables().stream().mapToLong(TableReport::rowsCompared).sum(),
        acknowledged,
        failures.size(),
        failures.isEmpty() ? "" : failures.get(0).getMessage(),
        ledgers,
        lag,
        writeTook,
        withoutEngineMillis,
        stallMillis,
        engineExit,
        successorEnded,
        tookMillis);
  }
}
