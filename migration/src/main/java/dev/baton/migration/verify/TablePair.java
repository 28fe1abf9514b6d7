package dev.baton.migration.verify;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of the first site and its counterpart at the second, with the columns and the key that
 * both share.
 *
 * @param shapeDifferences what they do not share, in sentences
 * @param comparable false when there is no counterpart
 */
record TablePair(
    TableSide first, TableSide second, List<String> shapeDifferences, boolean comparable) {
  TablePair {
    shapeDifferences = List.copyOf(shapeDifferences);
  }

  /** Whether both sites' own key indexes give the same order, so that ranges can be walked. */
  boolean sortsAlike() {
    return !first.key().isEmpty()
        && IntStream.range(0, first.key().size())
            .allMatch(i -> first.key().get(i).sortsLike(second.key().get(i)));
  }
}
