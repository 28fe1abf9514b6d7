package dev.baton.protocol.model;

import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverEvent.*;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.trail.SourcePosition;

/**
 * A question to the machine in few words, so that each is put to it once.
 *
 * @param row number of the row
 * @param position where the event says it happened
 * @param detail a token's number, whether an engine is present, whether there is a wait-set
 * @param link number of the rows that were read
 */
record Asked(int row, EventKind kind, long position, long detail, int link) {

  static Asked of(int row, HandoverEvent event, RowBook rows) {
    return switch (event) {
      case Prepared e -> at(row, event, e.readPosition(), e.currentPosition().value());
      case TokenKnown e ->
          at(row, event, e.tokenPosition(), e.sequence() * 2 + (e.waitSet().isEmpty() ? 1 : 0));
      case Drained e -> at(row, event, e.position(), 0);
      case HandedOver e ->
          at(row, event, e.position(), e.sequence() * 2 + (e.newPresent() ? 1 : 0));
      case TakenByForce e -> reading(row, event, e.position(), e.currentPresent(), e.link(), rows);
      case HandedBack e -> reading(row, event, e.position(), e.formerPresent(), e.link(), rows);
      case TakenBack e -> reading(row, event, e.position(), e.newPresent(), e.link(), rows);
      case CutAsked e -> reading(row, event, e.link(), rows);
      case Differed e -> reading(row, event, e.link(), rows);
      case Aborted e -> reading(row, event, e.link(), rows);
      case ReturnAsked e -> reading(row, event, e.link(), rows);
      case ReturnWithdrawn e -> reading(row, event, e.link(), rows);
      case WindowOver e -> reading(row, event, e.link(), rows);
      case Level e -> plain(row, event);
      case Agreed e -> plain(row, event);
      case BlockersEnded e -> plain(row, event);
      case NewRestarted e -> plain(row, event);
      case FirstCommit e -> plain(row, event);
      case Retired e -> plain(row, event);
      case Cleaned e -> plain(row, event);
    };
  }

  private static Asked plain(int row, HandoverEvent event) {
    return new Asked(row, event.kind(), 0, 0, -1);
  }

  private static Asked at(int row, HandoverEvent event, SourcePosition position, long detail) {
    return new Asked(row, event.kind(), position.value(), detail, -1);
  }

  private static Asked reading(int row, HandoverEvent event, LinkRows link, RowBook rows) {
    return reading(row, event, SourcePosition.NONE, false, link, rows);
  }

  private static Asked reading(
      int row,
      HandoverEvent event,
      SourcePosition position,
      boolean present,
      LinkRows link,
      RowBook rows) {
    return new Asked(row, event.kind(), position.value(), present ? 1 : 0, rows.numberOf(link));
  }
}
