package dev.baton.engine.apply.hazard;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.engine.flow.TargetTable;
import java.util.List;

/**
 * How groups use one target table: which of them used any of it last, and which all of it. Owned by
 * {@link Hazards}.
 */
final class TableUse {
  private final TargetTable table;
  private final int[] key;
  private final int[][] others;
  private final long seed;
  private final Use any = new Use();
  private final Use whole = new Use();

  TableUse(TargetTable table) {
    this.table = table;
    List<int[]> uniques = table.uniques().stream().map(places -> sources(table, places)).toList();
    this.key = uniques.isEmpty() ? new int[0] : uniques.getFirst();
    this.others = uniques.stream().skip(1).toArray(int[][]::new);
    this.seed = table.name().hashCode();
  }

  private static int[] sources(TargetTable table, List<Integer> places) {
    return places.stream().mapToInt(table::source).toArray();
  }

  TargetTable table() {
    return table;
  }

  /** Whether nothing in memory tells its rows apart: any two changes may meet then. */
  boolean isWhole() {
    return key.length == 0;
  }

  /** How many values besides the key must be unique. */
  int others() {
    return others.length;
  }

  /**
   * A number for the row's key.
   *
   * @return 0 where the image does not tell the key
   */
  long keyOf(RowImage image) {
    return number(seed, key, image);
  }

  /** The row as an update leaves it, its key filled in from before where it is left out. */
  RowImage withKey(RowChange.Update update) {
    return update.before() == null
        ? update.after()
        : update.after().filledFrom(update.before(), key);
  }

  /** The same for another unique value, which no other row has; 0 where a part of it is null. */
  long otherOf(int index, RowImage image) {
    return number(seed + index + 1, others[index], image);
  }

  private static long number(long seed, int[] columns, RowImage image) {
    long sum = seed;
    for (int column : columns) {
      if (!image.isValue(column)) {
        return 0;
      }
      sum = sum * 0x9E37_79B9_7F4A_7C15L + image.hash(column);
    }
    return sum == 0 ? 1 : sum;
  }

  /** Group {@code seq} uses some rows; answers the last one before it that may be in their way. */
  long useRows(long seq) {
    any.by(seq);
    return whole.before(seq);
  }

  /** Group {@code seq} uses all of it; answers the last one before it. */
  long useWhole(long seq) {
    any.by(seq);
    whole.by(seq);
    return any.before(seq);
  }

  /** Who used something last, and who before that: a group is not in its own way. */
  private static final class Use {
    private long last;
    private long earlier;

    void by(long seq) {
      if (last != seq) {
        earlier = last;
        last = seq;
      }
    }

    long before(long seq) {
      return last == seq ? earlier : last;
    }
  }
}
