package dev.baton.migration.verify;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A way to go over a pair of tables in chunks and narrow differing chunks down to rows. */
sealed interface TableWalk permits RangeWalk, BucketWalk {
  /** Rows a chunk aims at: milliseconds to hash, and few enough to hold in memory by key. */
  int CHUNK_ROWS = 10_000;

  void compare(TablePair pair, BothSites sites, Findings findings);

  /** By key ranges where both sites sort alike, else by buckets of the key's or the row's hash. */
  static TableWalk of(TablePair pair) {
    return pair.sortsAlike() ? new RangeWalk() : new BucketWalk();
  }

  /** Notes every row of a chunk that is not alike at both. */
  static void narrow(Map<RowKey, Digest> first, Map<RowKey, Digest> second, Findings findings) {
    Set<RowKey> keys = new HashSet<>(first.keySet());
    keys.addAll(second.keySet());
    for (RowKey key : keys) {
      Suspect suspect =
          new Suspect(
              key, first.getOrDefault(key, Digest.NONE), second.getOrDefault(key, Digest.NONE));
      if (!suspect.equal()) {
        findings.suspect(suspect);
      }
    }
  }
}
