package dev.baton.migration.verify;

/** A row that looked different, and how it looked at each site when last seen. */
record Suspect(RowKey key, Digest first, Digest second) {

  boolean equal() {
    return first.equals(second);
  }

  RowDifference.Kind kind() {
    if (first.rows() > 0 && second.rows() > 0 && first.rows() == second.rows()) {
      return RowDifference.Kind.DIFFERENT;
    }
    return first.rows() > second.rows()
        ? RowDifference.Kind.ONLY_AT_FIRST
        : RowDifference.Kind.ONLY_AT_SECOND;
  }

  /** More than one only where whole rows are compared and twins are missing. */
  long count() {
    return Math.max(1, Math.abs(first.rows() - second.rows()));
  }
}
