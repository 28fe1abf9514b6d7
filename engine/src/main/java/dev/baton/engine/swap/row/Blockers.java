package dev.baton.engine.swap.row;

import dev.baton.connectors.spi.OpenTransaction;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.trail.TransactionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells which transactions a handover waits for: those that hold up the making of its slot, or
 * those of its wait-set that are still open. Stateless; any thread.
 */
public final class Blockers {
  /** Shown where Baton's role may not see more. */
  private static final String NOT_SHOWN =
      "not shown: Baton's role is no member of pg_read_all_stats";

  private Blockers() {}

  /**
   * A transaction that is waited for.
   *
   * @param site where it is open
   * @param pid of its session; 0 when it is prepared, or not known
   * @param user empty when not known
   * @param ageMillis since it began; 0 when not known
   * @param query its session's last statement, or a sentence that says why it is not shown; for a
   *     prepared one its global id
   * @param prepared whether it was prepared for a two-phase commit: no session's end ends it
   */
  public record Blocker(
      String site, int pid, String user, long ageMillis, String query, boolean prepared) {}

  /**
   * Asks the source; oldest first.
   *
   * @param site the source's name
   */
  public static List<Blocker> of(HandoverRow row, String site, SourceSite source) {
    Handover handover = row.handover();
    return switch (handover.step()) {
      case PREPARE ->
          row.hasFreshSlot()
              ? source.holdingUp(row.toSlot()).stream().map(one -> shown(site, one)).toList()
              : List.of();
      case WARM_UP, SHADOW, TOKEN, DRAIN -> waitedFor(handover, site, source);
      case CUT, TAKE_OVER, CONFIRM, RETURN, RETIRE, DONE, ABORTED -> List.of();
    };
  }

  /** Whether open transactions can hold the handover up where it stands; asks nobody. */
  public static boolean arePossible(HandoverRow row) {
    Handover handover = row.handover();
    return switch (handover.step()) {
      case PREPARE -> row.hasFreshSlot();
      case DRAIN -> !handover.readiness().drained() && !handover.readiness().waitSet().isEmpty();
      default -> false;
    };
  }

  private static List<Blocker> waitedFor(Handover handover, String site, SourceSite source) {
    if (handover.readiness().drained() || handover.readiness().waitSet().isEmpty()) {
      return List.of();
    }
    Map<TransactionId, OpenTransaction> open =
        source.openTransactions().stream()
            .collect(
                Collectors.toMap(
                    one -> new TransactionId(one.transactionId()),
                    Function.identity(),
                    (one, other) -> one));
    var active = source.activeTransactions();
    List<Blocker> blockers = new ArrayList<>();
    for (TransactionId id : handover.readiness().waitSet().ids()) {
      if (open.containsKey(id)) {
        blockers.add(shown(site, open.get(id)));
      } else if (active.lists(id)) {
        blockers.add(new Blocker(site, 0, "", 0, NOT_SHOWN, false));
      }
    }
    blockers.sort(Comparator.comparingLong(Blocker::ageMillis).reversed());
    return blockers;
  }

  /** A transaction as it is told. */
  public static Blocker shown(String site, OpenTransaction one) {
    return new Blocker(site, one.pid(), one.user(), one.ageMillis(), one.query(), one.prepared());
  }
}
