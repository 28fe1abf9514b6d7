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
 * A handover that waits for its cut, made in a transaction that is rolled back, so that a last
 * transaction can be gone through without effect.
 */
record ScratchHandover(Settings settings, StreamName stream, String to) {
  static final long ID = 1;

  /** The last number of the applied log of {@link #ofUnseenStream}. */
  static final long SEQ = 1;

  /**
   * Of a stream that there is not, made in the same transaction. Its name is new each time: a
   * session that froze in its rehearsal is in nobody's way.
   */
  static ScratchHandover ofUnseenStream(Settings settings, String target, Connection transaction)
      throws SQLException {
    StreamName stream = new StreamName("rehearsal " + UUID.randomUUID(), target);
    Ownership.scratch(transaction, stream.toString(), SEQ);
    return new ScratchHandover(settings, stream, "").insert(transaction);
  }

  ScratchHandover insert(Connection transaction) throws SQLException {
    HandoverTable.insert(
        transaction,
        new HandoverRow(
            settings.link(),
            "",
            'A',
            SwapSettings.Slot.COPIED,
            SwapSettings.Tokens.MESSAGE,
            handover()));
    return this;
  }

  private Handover handover() {
    return new Handover(
        new Terms(
            ID,
            stream.toString(),
            settings.engine().id(),
            to,
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
