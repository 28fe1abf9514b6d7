package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent.TokenKnown;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.trail.WaitSet;

/** N writes tokens into the source's trail, and waits for its HANDOVER token to come through. */
final class TokenPassage {
  /** How seldom a token is written again that does not come through. */
  private static final int AGAIN = 25;

  private TokenPassage() {}

  static void handover(World world, EngineProcess process, int stream, Handover row) {
    StreamPart part = process.parts[stream];
    if (part.tokenAt > 0) {
      WaitSet set =
          row.terms().cutForm() == CutForm.BOUNDARY
              ? WaitSet.ofCopiedPosition()
              : WaitSet.ofFreshPosition(part.tokenList);
      int at = part.tokenAt;
      part.tokenAt = 0;
      RowTransaction.bring(
          world,
          process,
          stream,
          new TokenKnown(
              world.now, part.tokenHandover, part.tokenSequence, World.position(at), set));
    } else if (part.tokenWritten != name(row) || world.dice.oneIn(AGAIN)) {
      write(world, process, stream, row, Purpose.HANDOVER);
    }
  }

  static void cut(World world, EngineProcess process, int stream, Handover row) {
    if (row.terms().cutForm() == CutForm.TOKEN
        && (process.parts[stream].tokenWritten != name(row) || world.dice.oneIn(AGAIN))) {
      write(world, process, stream, row, Purpose.CUT);
    }
  }

  private static long name(Handover row) {
    return row.terms().id() * 1000 + row.cut().sequence();
  }

  private static void write(
      World world, EngineProcess process, int stream, Handover row, Purpose purpose) {
    Site source = world.source(stream);
    TokenBox box = world.tokens;
    if (!source.up || box.isFull() || source.trail.isFull()) {
      return;
    }
    byte[] bytes =
        TokenBox.bytes(
            row,
            purpose,
            process.parts[stream].cursor,
            source.open.list(world.mutant != Mutant.LIST_TAIL_DROPPED));
    int token = box.keep(bytes, source.index);
    process.parts[stream].tokenWritten = name(row);
    if (world.fires(Fault.LOSE_TOKEN)) {
      // Nothing comes through; it is written again after a while.
    } else if (box.delayed < 0 && world.fires(Fault.DELAY_TOKEN)) {
      box.delayed = token;
    } else {
      append(source, token);
    }
    if (world.story.isOn()) {
      world.story.tell(
          world.step,
          "%s: %s token %d of handover %d written, trail of %d ends at %d"
              .formatted(
                  World.STREAM_NAMES.get(stream),
                  purpose,
                  row.cut().sequence(),
                  row.terms().id(),
                  source.index,
                  source.trail.end));
    }
  }

  /** In a small transaction of its own, synchronously committed. */
  static void append(Site source, int token) {
    int record = source.trail.append(Trail.TOKEN);
    source.trail.token[record] = token;
    source.flush();
  }
}
