package dev.baton.migration.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Spreads the rows over buckets by a hash and compares those: one scan at each site, and another
 * for the buckets that differ. For tables without a key, where the row's own hashes tell rows
 * apart, and for keys that the sites may sort differently.
 */
final class BucketWalk implements TableWalk {
  private static final long MOST_BUCKETS = 1 << 16;

  @Override
  public void compare(TablePair pair, BothSites sites, Findings findings) {
    BothSites.Answers<Long> rows =
        sites.ask(
            s -> s.read(c -> TableQueries.count(c, pair.first())),
            s -> s.read(c -> TableQueries.count(c, pair.second())));
    long mask = mask(Math.max(rows.first(), rows.second()));
    TreeSet<Long> differing = differing(pair, sites, mask, findings);
    while (!differing.isEmpty()) {
      sites
          .first()
          .read(
              first ->
                  sites
                      .second()
                      .read(
                          second -> {
                            narrow(pair, first, second, mask, differing, findings);
                            return differing;
                          }));
      findings.settleWhenFull();
    }
  }

  /** Buckets less one: a power of two, so that a bitwise and picks the bucket. */
  static long mask(long rows) {
    long wanted = Math.clamp(rows / CHUNK_ROWS, 1, MOST_BUCKETS);
    return Long.highestOneBit(wanted) * 2 - 1;
  }

  private static TreeSet<Long> differing(
      TablePair pair, BothSites sites, long mask, Findings findings) {
    BothSites.Answers<Map<Long, Digest>> buckets =
        sites.ask(
            s -> s.read(c -> TableQueries.buckets(c, pair.first(), mask)),
            s -> s.read(c -> TableQueries.buckets(c, pair.second(), mask)));
    Set<Long> all = new HashSet<>(buckets.first().keySet());
    all.addAll(buckets.second().keySet());
    TreeSet<Long> differing = new TreeSet<>();
    for (long bucket : all) {
      Digest first = buckets.first().getOrDefault(bucket, Digest.NONE);
      Digest second = buckets.second().getOrDefault(bucket, Digest.NONE);
      findings.chunk(Math.max(first.rows(), second.rows()));
      if (!first.equals(second)) {
        differing.add(bucket);
      }
    }
    return differing;
  }

  /** Takes buckets off {@code differing} until there are none or the findings are full. */
  private static void narrow(
      TablePair pair,
      Connection first,
      Connection second,
      long mask,
      TreeSet<Long> differing,
      Findings findings)
      throws SQLException {
    List<Long> wanted = List.copyOf(differing);
    try (BucketRows ofFirst = BucketRows.open(first, pair.first(), mask, wanted);
        BucketRows ofSecond = BucketRows.open(second, pair.second(), mask, wanted)) {
      while (!differing.isEmpty() && !findings.full()) {
        long bucket = differing.pollFirst();
        TableWalk.narrow(ofFirst.take(bucket), ofSecond.take(bucket), findings);
      }
    }
  }
}
