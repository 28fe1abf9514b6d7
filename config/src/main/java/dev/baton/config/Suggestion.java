package dev.baton.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Suggestion {
  /** Longer than any key: keeps the quadratic comparison short whatever the file holds. */
  private static final int MAX_CHARACTERS = 64;

  private Suggestion() {}

  /** The closest of the known words, when at most a third of the written one has to change. */
  static Optional<String> closest(String written, Collection<String> known) {
    if (written.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    int bound = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(word -> edits(written, word) <= bound)
        .min(Comparator.comparingInt(word -> edits(written, word)));
  }

  /** {@code "; did you mean 'lanes'?"}, or nothing. */
  static String hint(String written, Collection<String> known) {
    return closest(written, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
