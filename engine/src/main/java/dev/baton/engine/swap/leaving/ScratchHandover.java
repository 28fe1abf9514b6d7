package dev.baton.engine.swap.leaving;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.config.SwapSettings;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Ending;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Passage;
import dev.baton.protocol.handover.Readiness;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Terms;
import dev.baton.protocol.handover.Times;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * A handover that waits for its cut, of a stream that there is not: for a rehearsal of the last
 * transaction, rolled back with it. Its name is new each time, so that a session which froze in its
 * rehearsal is in nobody's way.
 */
final class ScratchHandover {
  static final long ID = 1;

  private final Settings settings;
  private final StreamName stream;

  ScratchHandover(Settings settings, String target) {
    this.settings = settings;
    this.stream = new StreamName("rehearsal " + UUID.randomUUID(), target);
  }

  StreamName stream() {
    return stream;
  }

  /** Inserts it with its stream, in a transaction to be rolled back. */
  void insert(Connection transaction) throws SQLException {
    Ownership.scratch(transaction, stream.toString());
    HandoverTable.insert(
        transaction,
        new HandoverRow(
            settings.link(),
            "",
            'A',
            SwapSettings.Slot.COPIED,
            SwapSettings.Tokens.MESSAGE,
            handover()));
  }

  private Handover handover() {
    return new Handover(
        new Terms(
            ID,
            stream.toString(),
            settings.engine().id(),
            "",
            Mode.DRAIN,
            CutForm.BOUNDARY,
            false,
            DeadlinePolicy.ABORT,
            0),
        Step.CUT,
        1,
        new Readiness(
            SourcePosition.NONE, true, false, true, WaitSet.NOTHING, true, SourcePosition.NONE),
        Cut.NONE,
        new Times(0, 0, 0, false, 0),
        Ending.NONE,
        List.of(new Passage(Step.DRAIN, EventKind.CUT_ASKED, Step.CUT, 0)));
  }
}
