package dev.baton.engine.swap.token;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The genuine tokens that an engine about to own a stream has read in its trail, the last {@value
 * #MOST} of them. Any thread.
 */
public final class TokenInbox {
  private static final int MOST = 64;

  private final Deque<Read> tokens = new ArrayDeque<>();

  /**
   * A token that was read.
   *
   * @param position its place in the trail
   */
  public record Read(Token token, SourcePosition position) {}

  synchronized void add(Token token, SourcePosition position) {
    if (tokens.size() == MOST) {
      tokens.removeFirst();
    }
    tokens.addLast(new Read(token, position));
  }

  /** The last token issued for a handover, if it has come through. */
  public synchronized Optional<Read> find(Handover row, Purpose purpose) {
    return tokens.stream()
        .filter(
            read ->
                read.token().purpose() == purpose
                    && read.token().stream().equals(row.terms().stream())
                    && read.token().handover() == row.terms().id()
                    && read.token().generation() == row.generation()
                    && read.token().sequence() == row.cut().sequence())
        .findFirst();
  }
}
