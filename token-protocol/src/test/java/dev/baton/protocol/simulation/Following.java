package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Follow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.Aborted;
import dev.baton.protocol.handover.HandoverEvent.ReturnAsked;
import dev.baton.protocol.handover.HandoverEvent.ReturnWithdrawn;
import dev.baton.protocol.handover.HandoverEvent.WindowOver;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.util.List;
import java.util.Optional;

/** A later stream's row does what the first decided, brought by N or by the operator's command. */
final class Following {
  private Following() {}

  /** The event that the first stream's row asks for; empty when it asks for none. */
  static Optional<HandoverEvent> event(World world, Handover row, LinkRows link) {
    Follow follow = LinkCourse.follow(row, link);
    return switch (follow) {
      case NOTHING -> Optional.empty();
      case ABORT -> Optional.of(new Aborted(world.now, "the swap was aborted", link));
      case ASK_RETURN -> Optional.of(new ReturnAsked(world.now, link));
      case WITHDRAW_RETURN -> Optional.of(new ReturnWithdrawn(world.now, link));
      case CLOSE_WINDOW ->
          world.now >= row.times().windowEndsMillis()
              ? Optional.of(new WindowOver(world.now, link))
              : Optional.empty();
    };
  }

  static boolean follow(
      World world, EngineProcess process, int stream, Handover row, LinkRows link) {
    LinkRows seen = link;
    if (world.mutant == Mutant.WINDOWS_APART && stream > 0 && row.step() == Step.CONFIRM) {
      seen = pretendFirstIs(link, Step.RETIRE);
    }
    Optional<HandoverEvent> event = event(world, row, seen);
    event.ifPresent(what -> RowTransaction.bring(world, process, stream, what));
    return event.isPresent();
  }

  static LinkRows pretendFirstIsHandedOver(LinkRows link) {
    return pretendFirstIs(link, Step.TAKE_OVER);
  }

  private static LinkRows pretendFirstIs(LinkRows link, Step step) {
    Optional<Handover> first = link.first();
    if (first.isEmpty()) {
      return link;
    }
    Handover row = first.get();
    Handover pretended =
        new Handover(
            row.terms(),
            step,
            row.generation(),
            row.readiness(),
            row.cut(),
            row.times(),
            row.ending(),
            List.of());
    return link.with(pretended);
  }
}
