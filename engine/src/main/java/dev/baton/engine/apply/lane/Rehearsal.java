package dev.baton.engine.apply.lane;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.FormRefused;
import dev.baton.engine.apply.sql.NetMismatch;
import dev.baton.engine.apply.sql.SetWriter;
import dev.baton.engine.apply.sql.TargetTables;
import dev.baton.engine.flow.RowType;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies without effect, so that the first group after a hand-over meets loaded classes, compiled
 * code, rendered statements and a prepared connection: in a new process that first group was seen
 * to take a second otherwise.
 *
 * <p>Everything is rolled back. Groups of a table of Baton's own go out whole; of the applications'
 * tables the statements go out over no rows, since a row that the stream's owner is writing must
 * not be waited for. Owned by the applying thread, on the lane that will apply.
 */
public final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  /** Loads every class; what it compiles comes from real work. */
  private static final int ROUNDS = 8;

  /** Of the applications' transactions; past it they only cost. */
  private static final int MOST_TRANSACTIONS = 100;

  private static final int ROWS = 8;
  private static final SourceTable SCRATCH =
      new SourceTable(new TableName("baton", "rehearsal"), List.of("id", "value"));
  private static final TargetTable TARGET =
      new TargetTable(
          SCRATCH.name(),
          List.of(
              new TargetColumn("id", "pg_catalog", "int8", 0),
              new TargetColumn("value", "pg_catalog", "text", 1)),
          List.of(0),
          false,
          true,
          List.of(),
          List.of(),
          Optional.of(
              new RowType(
                  List.of(0, 1),
                  RowType.column("id", "pg_catalog", "int8", -1)
                      + ","
                      + RowType.column("value", "pg_catalog", "text", -1))),
          false);

  private final Lane lane;
  private final TargetTables few = new TargetTables(source -> Optional.of(TARGET));
  private final TargetTables many = TargetTables.ofMany(source -> Optional.of(TARGET));
  private int transactions;

  /** On a lane that does not apply yet. */
  public Rehearsal(Lane lane) {
    this.lane = lane;
  }

  /**
   * Applies to Baton's scratch table.
   *
   * @throws BatonException when the target refuses, as it would refuse to apply
   */
  public void onScratchTable() {
    long began = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : List.of(Way.SETS, Way.STEPS)) {
        rehearse(
            way.writer(lane.connection(), round % 2 == 0 ? few : many),
            group(inserts(round)),
            group(laterChanges(round)));
      }
    }
    log.debug("rehearsed in {} ms", (System.nanoTime() - began) / 1_000_000);
  }

  /** Goes through what a transaction would be applied by, over no rows. */
  public void of(TransactionPart part) {
    if (transactions >= MOST_TRANSACTIONS || !part.whole() || part.changes().isEmpty()) {
      return;
    }
    transactions++;
    try {
      rehearse(
          SetWriter.overNoRows(lane.connection(), lane.tables()),
          new Group(List.of(part), part.position(), part.commitMicros(), 1, part.changes().size()));
    } catch (BatonException | FormRefused | NetMismatch e) {
      // It was applied by the stream's owner; what does not fit now says nothing of what is to
      // come.
      log.debug("transaction {} is not rehearsed: {}", part.transactionId(), e.getMessage());
    }
  }

  /** Writes the groups into one transaction, one after the other. */
  private void rehearse(ChangeWriter writer, Group... groups) {
    try {
      writer.first(lane.commitLog().rehearsal(groups[0]));
      for (Group group : groups) {
        for (TransactionPart part : group.parts()) {
          Lane.write(writer, part);
        }
        writer.flush();
      }
    } catch (SQLException e) {
      throw lane.translate(e);
    } finally {
      lane.rollback();
    }
  }

  private static List<RowChange> inserts(int round) {
    List<RowChange> changes = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      changes.add(new RowChange.Insert(SCRATCH, RowImage.of(id(round, row), "one")));
      if (row % 2 == 0) {
        changes.add(new RowChange.Update(SCRATCH, null, RowImage.of(id(round, row), "two")));
      }
    }
    return changes;
  }

  /** To rows that are there; every fourth is deleted. */
  private static List<RowChange> laterChanges(int round) {
    List<RowChange> changes = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      changes.add(new RowChange.Update(SCRATCH, null, RowImage.of(id(round, row), "three")));
      if (row % 4 == 0) {
        changes.add(new RowChange.Delete(SCRATCH, RowImage.of(id(round, row), null)));
      }
    }
    return changes;
  }

  private static String id(int round, int row) {
    return Integer.toString(round * ROWS + row);
  }

  private static Group group(List<RowChange> changes) {
    TransactionPart part = new TransactionPart(1, 0, changes, true, true, SourcePosition.NONE, 0);
    return new Group(List.of(part), part.position(), 0, 1, changes.size());
  }
}
