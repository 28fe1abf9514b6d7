package dev.baton.protocol.handover;

import dev.baton.protocol.handover.Effect.GiveStream;
import dev.baton.protocol.handover.HandoverEvent.*;
import java.util.Optional;

/** To whom an accepted event gives the stream: the only four ways in which it changes hands. */
final class Giving {
  private Giving() {}

  static Optional<GiveStream> by(HandoverEvent event, Handover next) {
    return switch (event) {
      case HandedOver e ->
          Optional.of(new GiveStream(next.terms().to(), next.generation(), e.position()));
      case TakenByForce e ->
          Optional.of(new GiveStream(e.engine(), next.generation(), e.position()));
      case HandedBack e ->
          Optional.of(new GiveStream(next.terms().from(), next.generation(), e.position()));
      case TakenBack e -> Optional.of(new GiveStream(e.engine(), next.generation(), e.position()));
      case Prepared e -> Optional.empty();
      case Level e -> Optional.empty();
      case Agreed e -> Optional.empty();
      case Differed e -> Optional.empty();
      case TokenKnown e -> Optional.empty();
      case Drained e -> Optional.empty();
      case BlockersEnded e -> Optional.empty();
      case CutAsked e -> Optional.empty();
      case NewRestarted e -> Optional.empty();
      case Aborted e -> Optional.empty();
      case FirstCommit e -> Optional.empty();
      case ReturnAsked e -> Optional.empty();
      case ReturnWithdrawn e -> Optional.empty();
      case WindowOver e -> Optional.empty();
      case Retired e -> Optional.empty();
      case Cleaned e -> Optional.empty();
    };
  }
}
