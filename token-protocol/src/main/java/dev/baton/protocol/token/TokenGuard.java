package dev.baton.protocol.token;

import dev.baton.protocol.token.Decoded.Genuine;
import dev.baton.protocol.token.Decoded.Rejected;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Stands where one engine takes in one stream's tokens, and lets through those of the handover it
 * expects, each once and in the order they were issued. All others change nothing and are counted.
 *
 * <p>One guard serves one reading of a trail: whoever reads again from an earlier position, after a
 * restart or a lost session, begins with a new guard, or it would take a token for repeated that it
 * met and could not act on, and the swap would hang. That a token so comes through again is safe,
 * since the handover's row decides. One owner, one thread.
 */
public final class TokenGuard {
  private final TokenCodec codec;
  private final String link;
  private final String stream;
  private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
  private long handover = -1;
  private long generation;
  private long lastSequence;

  /** Expects no handover yet: lets nothing through. */
  public TokenGuard(TokenCodec codec, String link, String stream) {
    this.codec = codec;
    this.link = link;
    this.stream = stream;
  }

  /**
   * The handover whose tokens are due now, as its row says. A new id or generation begins a new
   * count of sequence numbers.
   */
  public void expect(long handoverId, long promisedGeneration) {
    if (handoverId != handover || promisedGeneration != generation) {
      handover = handoverId;
      generation = promisedGeneration;
      lastSequence = 0;
    }
  }

  /** Lets a token through, or counts why not. */
  public Optional<Token> admit(byte[] bytes) {
    return switch (codec.decode(bytes)) {
      case Genuine genuine -> due(genuine.token());
      case Rejected not -> reject(not.why());
    };
  }

  /** How many were rejected for each reason so far; a copy. */
  public Map<Rejection, Long> rejected() {
    return Map.copyOf(rejected);
  }

  private Optional<Token> due(Token token) {
    if (!token.link().equals(link)) {
      return reject(Rejection.OTHER_LINK);
    }
    if (!token.stream().equals(stream)) {
      return reject(Rejection.OTHER_STREAM);
    }
    if (token.handover() != handover) {
      return reject(Rejection.OTHER_HANDOVER);
    }
    if (token.generation() != generation) {
      return reject(Rejection.STALE_GENERATION);
    }
    if (token.sequence() <= lastSequence) {
      return reject(Rejection.REPEATED);
    }
    lastSequence = token.sequence();
    return Optional.of(token);
  }

  private Optional<Token> reject(Rejection why) {
    rejected.merge(why, 1L, Long::sum);
    return Optional.empty();
  }
}
