package dev.baton.protocol.token;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the parts of a token's bytes lie, found without believing any of them: every length is
 * compared with what is there before anything is read or made by it.
 *
 * @param wrong why the bytes cannot be a token; empty when all lengths add up
 * @param ids how many transactions the list holds
 */
record TokenShape(Optional<Rejection> wrong, int ids) {

  static TokenShape of(byte[] bytes) {
    int at = TokenCodec.NUMBERS;
    for (int name = 0; name < 3; name++) {
      if (at >= bytes.length) {
        return wrong(Rejection.TRUNCATED);
      }
      at += 1 + (bytes[at] & 0xFF);
    }
    at += 2 * 8;
    if (bytes.length < at + 4) {
      return wrong(Rejection.TRUNCATED);
    }
    long ids = Integer.toUnsignedLong(ByteBuffer.wrap(bytes, at, 4).getInt());
    if (ids > ActiveTransactions.MOST_LISTED) {
      return wrong(Rejection.OVERSIZED);
    }
    long end = at + 4 + 8 * ids + Signature.BYTES;
    if (bytes.length != end) {
      return wrong(bytes.length < end ? Rejection.TRUNCATED : Rejection.MALFORMED);
    }
    return new TokenShape(Optional.empty(), (int) ids);
  }

  /**
   * The token; empty when a value is none. Only for bytes of this shape whose signature is good.
   */
  Optional<Token> read(ByteBuffer in) {
    in.get();
    Optional<Purpose> purpose = purpose(in.get());
    long handover = in.getLong();
    long generation = in.getLong();
    long sequence = in.getLong();
    SourcePosition position = new SourcePosition(in.getLong());
    long issuedMillis = in.getLong();
    Optional<String> link = name(in);
    Optional<String> stream = name(in);
    Optional<String> engine = name(in);
    Optional<ActiveTransactions> list = list(in);
    if (purpose.isEmpty()
        || link.isEmpty()
        || stream.isEmpty()
        || engine.isEmpty()
        || list.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Token(
            link.get(),
            stream.get(),
            handover,
            engine.get(),
            generation,
            sequence,
            purpose.get(),
            position,
            list.get(),
            issuedMillis));
  }

  private static TokenShape wrong(Rejection why) {
    return new TokenShape(Optional.of(why), 0);
  }

  private static Optional<Purpose> purpose(byte code) {
    for (Purpose purpose : Purpose.values()) {
      if (purpose.code() == code) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> name(ByteBuffer in) {
    int length = in.get() & 0xFF;
    ByteBuffer utf8 = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private Optional<ActiveTransactions> list(ByteBuffer in) {
    TransactionId xmin = new TransactionId(in.getLong());
    TransactionId xmax = new TransactionId(in.getLong());
    in.getInt();
    List<TransactionId> listed = new ArrayList<>(ids);
    for (int i = 0; i < ids; i++) {
      TransactionId id = new TransactionId(in.getLong());
      if (i > 0 && !listed.getLast().isBefore(id)) {
        return Optional.empty();
      }
      listed.add(id);
    }
    return xmax.isBefore(xmin)
        ? Optional.empty()
        : Optional.of(new ActiveTransactions(xmin, xmax, listed));
  }
}
