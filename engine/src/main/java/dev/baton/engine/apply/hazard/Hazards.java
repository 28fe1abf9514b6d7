package dev.baton.engine.apply.hazard;

import com.carrotsearch.hppc.LongLongHashMap;
import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.flow.TargetTable;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells of each group which earlier one it must not be applied beside: one that touches the same
 * row or takes or frees the same unique value, or uses a table in a way that memory cannot compare.
 * Found from hashes of the values' texts, without asking the database. Owned by one thread at a
 * time.
 *
 * <p>Invariant: of two groups that meet, the later one's answer is the earlier one's number or
 * above it. Groups commit in the order of their numbers, so one number says it all: once that group
 * is committed, so is every earlier one.
 *
 * <p>A false alarm costs waiting, and so would a missed hazard between the changes themselves: rows
 * that a lane's statements do not meet, a value that is taken, a lock that is held send the later
 * group back, until it is next to commit. What triggers and rules do is nowhere to be seen: a group
 * that makes one fire shares the target with no other.
 *
 * <p>Foreign keys are no hazard of their own: lanes apply in replica role, in which no key is
 * checked and nothing cascades, and nobody sees the child before its parent, as commits keep their
 * order.
 */
public final class Hazards {

  /** So many touched values are remembered at the most: 4 MiB, and 2 more while they grow. */
  static final int MOST_TOUCHED = 3 << 16;

  private final Function<SourceTable, Optional<TargetTable>> resolve;
  private final Map<SourceTable, Optional<TableUse>> uses = new IdentityHashMap<>();
  private final Map<TableName, SourceTable> versions = new HashMap<>();

  /** The number of the group that touched a value last, by the value's hash. */
  private final LongLongHashMap touched = new LongLongHashMap();

  /** Every later group waits for this one. */
  private long barrier;

  private long seq;
  private long after;
  private boolean alone;

  /** {@code resolve} answers empty for what is not replicated, and throws for what does not fit. */
  public Hazards(Function<SourceTable, Optional<TargetTable>> resolve) {
    this.resolve = resolve;
  }

  /**
   * Takes the next group.
   *
   * @param number above those of all groups before
   * @return the number of the last group before it that it must not be applied beside; 0 where
   *     there is none
   */
  public long admit(long number, Group group) {
    seq = number;
    after = barrier;
    alone = false;
    for (TransactionPart part : group.parts()) {
      for (RowChange change : part.changes()) {
        add(change);
      }
    }
    if (alone) {
      after = number - 1;
      forget(number);
    }
    return after;
  }

  /** All groups after {@code number} wait for it, and so for all before it. */
  public void forget(long number) {
    barrier = number;
    // It empties all of its room, used or not.
    if (!touched.isEmpty()) {
      touched.clear();
    }
  }

  private void add(RowChange change) {
    if (change instanceof RowChange.Truncate || touched.size() >= MOST_TOUCHED) {
      alone = true;
    }
    if (alone) {
      return;
    }
    Optional<TableUse> known = uses.get(change.table());
    if (known == null) {
      known = meet(change.table());
    }
    if (known.isPresent()) {
      use(known.get(), change);
    }
  }

  /** A table that was altered: what its rows are told apart by may be other than before. */
  private Optional<TableUse> meet(SourceTable source) {
    SourceTable earlier = versions.put(source.name(), source);
    if (earlier != null) {
      uses.remove(earlier);
      alone = true;
    }
    try {
      Optional<TableUse> use = resolve.apply(source).map(TableUse::new);
      uses.put(source, use);
      return use;
    } catch (BatonException e) {
      // It is told by the lane, when everything before is committed.
      alone = true;
      return Optional.empty();
    }
  }

  private void use(TableUse table, RowChange change) {
    if (!table.table().inSets()) {
      alone = true;
    } else if (table.isWhole() || !isTold(table, change)) {
      after(table.useWhole(seq));
    } else {
      after(table.useRows(seq));
    }
  }

  /**
   * Touches the values that a change takes or frees; false where not all of them are known. No
   * switch: the JVM would link it in the middle of a backlog, and under the intake's lock.
   */
  private boolean isTold(TableUse table, RowChange change) {
    if (change instanceof RowChange.Insert insert) {
      for (int i = 0; i < table.others(); i++) {
        touch(table.otherOf(i, insert.after()));
      }
      return touchKey(table, insert.after());
    }
    // What an update or delete frees of the other values, its images need not tell.
    if (table.others() > 0) {
      return false;
    }
    if (change instanceof RowChange.Update update) {
      return (update.before() == null || touchKey(table, update.before()))
          && touchKey(table, table.withKey(update));
    }
    return change instanceof RowChange.Delete delete && touchKey(table, delete.before());
  }

  private boolean touchKey(TableUse table, RowImage image) {
    long number = table.keyOf(image);
    touch(number);
    return number != 0;
  }

  private void touch(long number) {
    if (number != 0) {
      after(touched.put(number, seq));
    }
  }

  private void after(long earlier) {
    if (earlier != seq) {
      after = Math.max(after, earlier);
    }
  }
}
