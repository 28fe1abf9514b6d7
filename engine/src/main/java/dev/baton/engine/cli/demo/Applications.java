package dev.baton.engine.cli.demo;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The applications of both sites of an embedded link, as one. */
public final class Applications implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final EmbeddedLink link;
  private final List<Traffic> traffic;

  private Applications(EmbeddedLink link, List<Traffic> traffic) {
    this.link = link;
    this.traffic = List.copyOf(traffic);
  }

  /** Starts to write at both sites; figures are those of {@link Traffic#start}, for each site. */
  public static Applications start(EmbeddedLink link, int rate, int writers, long seed) {
    List<Traffic> traffic = new ArrayList<>();
    for (int site = 0; site < link.sites().size(); site++) {
      traffic.add(
          Traffic.start(link.sites().get(site), site, link.bank(), rate, writers, seed + site));
    }
    return new Applications(link, traffic);
  }

  /** Lets every application finish its transaction and end. */
  public void end() throws InterruptedException {
    for (Traffic one : traffic) {
      one.end();
    }
  }

  /** Writes acknowledged so far, at both sites. */
  public long acknowledgedCount() {
    return traffic.stream().mapToLong(Traffic::acknowledgedCount).sum();
  }

  /** Every acknowledged write; after {@link #end}. */
  public List<Acknowledged> acknowledged() {
    return traffic.stream().flatMap(one -> one.acknowledged().stream()).toList();
  }

  /** Writes whose outcome no application knows; after {@link #end}. */
  public List<Acknowledged.Id> uncertain() {
    return traffic.stream().flatMap(one -> one.uncertain().stream()).toList();
  }

  /** What the applications saw go wrong; after {@link #end}. */
  public List<SQLException> failures() {
    return traffic.stream().flatMap(one -> one.failures().stream()).toList();
  }

  /**
   * Waits until each site's ledger is as long as the other's; after {@link #end}.
   *
   * @throws BatonException REFUSED when they are not by then
   */
  public void awaitLevel(Duration longest) throws InterruptedException, SQLException {
    long deadline = System.nanoTime() + longest.toNanos();
    try (Connection east = link.east().connect(EmbeddedSite.ADMINISTRATOR);
        Connection west = link.west().connect(EmbeddedSite.ADMINISTRATOR)) {
      Map<String, Long> atEast = written(east);
      Map<String, Long> atWest = written(west);
      while (!atEast.equals(atWest)) {
        if (System.nanoTime() > deadline) {
          throw new BatonException(
              ErrorCode.REFUSED,
              "%d s after the last write the sites are not level: east has %s, west has %s"
                  .formatted(longest.toSeconds(), atEast, atWest));
        }
        Thread.sleep(POLL);
        atEast = written(east);
        atWest = written(west);
      }
    }
  }

  /** Ledger rows a site has, by the site they were written at. */
  private static Map<String, Long> written(Connection site) throws SQLException {
    Map<String, Long> written = new TreeMap<>();
    try (Statement statement = site.createStatement();
        ResultSet row = statement.executeQuery("select site, count(*) from ledger group by site")) {
      while (row.next()) {
        written.put(row.getString(1), row.getLong(2));
      }
    }
    return written;
  }

  @Override
  public void close() {
    traffic.forEach(Traffic::close);
  }
}
