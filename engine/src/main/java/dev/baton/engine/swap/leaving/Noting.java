package dev.baton.engine.swap.leaving;

import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.shadow.Notes;
import dev.baton.engine.swap.row.ShadowTable;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Step;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down, while a handover is in step SHADOW, digests of what this engine makes of the trail,
 * for the new engine to compare. A batch at a time beside the data, never in a transaction of it.
 * Owned by the thread that reports on the stream.
 */
final class Noting {
  private static final Logger log = LoggerFactory.getLogger(Noting.class);
  private static final int MOST_AT_ONCE = 5_000;
  private static final long NONE = -1;

  private final StreamHandle stream;
  private long handover = NONE;
  private long missed;

  Noting(StreamHandle stream) {
    this.stream = stream;
  }

  /** Notes in step SHADOW, and does not in any other. */
  void look(Connection control, Handover row) throws SQLException {
    if (row.step() != Step.SHADOW) {
      end();
      return;
    }
    Notes notes = stream.shadow();
    boolean more = true;
    while (more) {
      Notes.Page page = notes.page(MOST_AT_ONCE);
      more = write(control, row.terms().id(), page) && page.digests().size() == MOST_AT_ONCE;
      notes.forget(page.to());
    }
  }

  private boolean write(Connection control, long id, Notes.Page page) throws SQLException {
    boolean anew = handover != id;
    if (!ShadowTable.write(control, stream.name().toString(), id, page, anew)) {
      end();
      return false;
    }
    if (anew) {
      log.info("{}: digests are noted for handover {}", stream.name(), id);
    }
    if (page.missed() > missed) {
      log.warn("{}: {} transactions will not be compared", stream.name(), page.missed() - missed);
    }
    handover = id;
    missed = page.missed();
    return true;
  }

  private void end() {
    stream.endShadow();
    handover = NONE;
    missed = 0;
  }
}
