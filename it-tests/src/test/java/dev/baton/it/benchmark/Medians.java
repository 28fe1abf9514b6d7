package dev.baton.it.benchmark;

import java.util.Collection;

/** The middle of some figures, and how the reports round. */
final class Medians {

  private Medians() {}

  /** The middle one, or what lies halfway between the two in the middle. */
  static double of(Collection<? extends Number> figures) {
    double[] sorted = figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Two decimals. */
  static double rounded(double figure) {
    return Math.round(100 * figure) / 100.0;
  }
}
