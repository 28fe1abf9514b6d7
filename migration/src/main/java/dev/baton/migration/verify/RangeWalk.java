package dev.baton.migration.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Walks the key in chunks whose bounds the first site gives and both use. Each statement reads one
 * stretch of the key's index under a snapshot of its own.
 */
final class RangeWalk implements TableWalk {
  /** A chunk beyond this is split again before its rows are fetched. */
  private static final int NARROWED_ROWS = 2 * CHUNK_ROWS;

  @Override
  public void compare(TablePair pair, BothSites sites, Findings findings) {
    Optional<RowKey> after = Optional.empty();
    do {
      KeyRange rest = new KeyRange(after, Optional.empty());
      Optional<RowKey> upTo =
          sites.first().read(c -> TableQueries.bound(c, pair.first(), rest, CHUNK_ROWS));
      compare(new KeyRange(after, upTo), pair, sites, findings);
      after = upTo;
    } while (after.isPresent());
  }

  private void compare(KeyRange chunk, TablePair pair, BothSites sites, Findings findings) {
    Deque<KeyRange> ranges = new ArrayDeque<>();
    ranges.push(chunk);
    while (!ranges.isEmpty()) {
      KeyRange range = ranges.pop();
      BothSites.Answers<Digest> digests =
          sites.ask(
              s -> s.read(c -> TableQueries.digest(c, pair.first(), range)),
              s -> s.read(c -> TableQueries.digest(c, pair.second(), range)));
      boolean equal = digests.first().equals(digests.second());
      Optional<RowKey> middle = equal ? Optional.empty() : middle(range, digests, pair, sites);
      if (middle.isPresent()) {
        ranges.push(new KeyRange(middle, range.upTo()));
        ranges.push(new KeyRange(range.after(), middle));
      } else {
        findings.chunk(Math.max(digests.first().rows(), digests.second().rows()));
        if (!equal) {
          narrow(range, pair, sites, findings);
        }
      }
    }
  }

  private static Optional<RowKey> middle(
      KeyRange range, BothSites.Answers<Digest> digests, TablePair pair, BothSites sites) {
    boolean firstIsFuller = digests.first().rows() >= digests.second().rows();
    if (Math.max(digests.first().rows(), digests.second().rows()) <= NARROWED_ROWS) {
      return Optional.empty();
    }
    SiteSession fuller = firstIsFuller ? sites.first() : sites.second();
    TableSide side = firstIsFuller ? pair.first() : pair.second();
    return fuller
        .read(c -> TableQueries.bound(c, side, range, CHUNK_ROWS))
        .filter(key -> !Optional.of(key).equals(range.upTo()));
  }

  private static void narrow(KeyRange range, TablePair pair, BothSites sites, Findings findings) {
    BothSites.Answers<Map<RowKey, Digest>> rows =
        sites.ask(
            s -> s.read(c -> TableQueries.rows(c, pair.first(), range)),
            s -> s.read(c -> TableQueries.rows(c, pair.second(), range)));
    TableWalk.narrow(rows.first(), rows.second(), findings);
    findings.settleWhenFull();
  }
}
