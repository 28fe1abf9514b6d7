package dev.baton.protocol.origin;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.TransactionId;
import java.util.List;

/**
 * The loop rule: replicated work is never sent back.
 *
 * <ul>
 *   <li>A transaction with a mark is replicated work. Marks are written in the transaction itself,
 *       so there is no instant at which an engine's work is in a trail without one.
 *   <li>A transaction without a mark is local, as long as only engines that leave marks share the
 *       link.
 *   <li>While an engine shares the link that leaves no marks, its work looks like an application's.
 *       Then the lists of the tokens decide: each token at this site divides transactions into
 *       those that began before it (listed, or ended by then: not {@code xmax} or more) and those
 *       that began after. The unmarked engine replicates what began before the token at which it
 *       was told to stop, and does not stop before all of that has ended; what it applied here by
 *       then began before the token too. So all that began before is its business, whether its own
 *       work or work it sends on, and all that began after is not its work.
 * </ul>
 *
 * <p>The last rule divides by list what the cut divides by position; they agree because the cut
 * comes after every listed transaction has ended. It says nothing about order, and must not be used
 * to divide a stream: doing so reordered hot rows in a third of simulated histories.
 *
 * <p>Pure; any thread.
 */
public final class LoopRule {
  private LoopRule() {}

  /** Among engines that all leave marks. */
  public static Verdict judge(OriginMark mark) {
    return switch (mark) {
      case OriginMark.None none -> Verdict.LOCAL;
      case OriginMark.Applied applied -> Verdict.REPLICATED;
    };
  }

  /**
   * While an engine that leaves no marks shares the link, or did when the trail was written.
   *
   * @param id the transaction, widened to 64 bits
   * @param lists those of the tokens written at this site at which that engine was told to stop, of
   *     every stream that it reads from or applies to this site
   */
  public static Verdict judge(OriginMark mark, TransactionId id, List<ActiveTransactions> lists) {
    return switch (mark) {
      case OriginMark.None none ->
          beganBefore(id, lists) ? Verdict.UNMARKED_ENGINES : Verdict.LOCAL;
      case OriginMark.Applied applied -> Verdict.REPLICATED;
    };
  }

  private static boolean beganBefore(TransactionId id, List<ActiveTransactions> lists) {
    for (ActiveTransactions list : lists) {
      if (id.isBefore(list.xmax()) || list.lists(id)) {
        return true;
      }
    }
    return false;
  }
}
