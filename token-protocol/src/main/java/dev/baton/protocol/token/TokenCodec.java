package dev.baton.protocol.token;

import dev.baton.protocol.token.Decoded.Genuine;
import dev.baton.protocol.token.Decoded.Rejected;
import dev.baton.protocol.trail.ActiveTransactions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The wire format of tokens, version 1. All numbers are big-endian.
 *
 * <pre>
 *   version 1 | purpose 1 | handover 8 | generation 8 | sequence 8 | position 8 | issued 8
 *   | link 1+n | stream 1+n | engine 1+n | xmin 8 | xmax 8 | ids 4 + 8 each | signature 32
 * </pre>
 *
 * <p>Nothing inside is believed before the signature is checked, except lengths, and a length is
 * only ever compared with what is there: no memory is taken by a number that a stranger wrote. Any
 * thread.
 */
public final class TokenCodec {
  /** Bytes of a name in UTF-8: a PostgreSQL identifier has 63, a stream's name two and an arrow. */
  public static final int MOST_NAME_BYTES = 255;

  static final byte VERSION = 1;
  static final int NUMBERS = 2 + 5 * 8;

  /** Bytes of the longest token. */
  public static final int MOST_BYTES =
      NUMBERS
          + 3 * (1 + MOST_NAME_BYTES)
          + 2 * 8
          + 4
          + 8 * ActiveTransactions.MOST_LISTED
          + Signature.BYTES;

  private final LinkKey key;

  /** Signs and checks under the link's key. */
  public TokenCodec(LinkKey key) {
    this.key = key;
  }

  /**
   * The token's bytes.
   *
   * @throws IllegalArgumentException when a name is longer than {@link #MOST_NAME_BYTES}
   */
  public byte[] encode(Token token) {
    byte[] link = name(token.link());
    byte[] stream = name(token.stream());
    byte[] engine = name(token.engine());
    ActiveTransactions list = token.list();
    int unsigned =
        NUMBERS + 3 + link.length + stream.length + engine.length + 20 + 8 * list.listed().size();
    ByteBuffer out = ByteBuffer.allocate(unsigned + Signature.BYTES);
    out.put(VERSION).put(token.purpose().code());
    out.putLong(token.handover()).putLong(token.generation()).putLong(token.sequence());
    out.putLong(token.position().value()).putLong(token.issuedMillis());
    out.put((byte) link.length).put(link);
    out.put((byte) stream.length).put(stream);
    out.put((byte) engine.length).put(engine);
    out.putLong(list.xmin().value()).putLong(list.xmax().value()).putInt(list.listed().size());
    list.listed().forEach(id -> out.putLong(id.value()));
    return out.put(key.sign(out.array(), unsigned).bytes()).array();
  }

  /** Reads bytes of any origin. They are neither kept nor changed. */
  public Decoded decode(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return new Rejected(Rejection.OVERSIZED);
    }
    if (bytes.length > 0 && bytes[0] != VERSION) {
      return new Rejected(Rejection.UNKNOWN_VERSION);
    }
    TokenShape shape = TokenShape.of(bytes);
    if (shape.wrong().isPresent()) {
      return new Rejected(shape.wrong().get());
    }
    int unsigned = bytes.length - Signature.BYTES;
    byte[] told = new byte[Signature.BYTES];
    System.arraycopy(bytes, unsigned, told, 0, told.length);
    if (!key.sign(bytes, unsigned).equals(Signature.of(told).orElseThrow())) {
      return new Rejected(Rejection.FORGED);
    }
    return shape
        .read(ByteBuffer.wrap(bytes))
        .<Decoded>map(Genuine::new)
        .orElse(new Rejected(Rejection.MALFORMED));
  }

  private static byte[] name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a name in a token has at most %d bytes, not %d".formatted(MOST_NAME_BYTES, utf8.length));
    }
    return utf8;
  }
}
