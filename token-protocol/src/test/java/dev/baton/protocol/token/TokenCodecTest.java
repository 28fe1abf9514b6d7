package dev.baton.protocol.token;

import static dev.baton.protocol.token.Tokens.CODEC;
import static dev.baton.protocol.token.Tokens.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.protocol.token.Decoded.Genuine;
import dev.baton.protocol.token.Decoded.Rejected;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TokenCodecTest {
  private static final int IDS_AT = 42 + 3 * 1 + 16;

  private static byte[] signed(byte[] unsigned) {
    return ByteBuffer.allocate(unsigned.length + Signature.BYTES)
        .put(unsigned)
        .put(KEY.sign(unsigned).bytes())
        .array();
  }

  private static byte[] unsigned(Token token) {
    byte[] bytes = CODEC.encode(token);
    return Arrays.copyOf(bytes, bytes.length - Signature.BYTES);
  }

  private static Token nameless() {
    Token token = Tokens.cut(7, 4, 1);
    return new Token(
        "", "", 7, "", 4, 1, token.purpose(), token.position(), token.list(), token.issuedMillis());
  }

  @Test
  void aTokenComesBackAsItWas() {
    for (long seed = 0; seed < 3_000; seed++) {
      Token token = Tokens.random(new SplittableRandom(seed));
      assertThat(CODEC.decode(CODEC.encode(token)))
          .as("seed %d", seed)
          .isEqualTo(new Genuine(token));
    }
  }

  @Test
  void aTokenCutShortAnywhereIsRejected() {
    byte[] bytes = CODEC.encode(Tokens.random(new SplittableRandom(1)));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(CODEC.decode(Arrays.copyOf(bytes, length)))
          .as("%d of %d bytes", length, bytes.length)
          .isEqualTo(new Rejected(Rejection.TRUNCATED));
    }
  }

  @Test
  void aTokenWithAnyBitFlippedIsRejected() {
    for (long seed = 0; seed < 20; seed++) {
      byte[] bytes = CODEC.encode(Tokens.random(new SplittableRandom(seed)));
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(CODEC.decode(bytes))
            .as("seed %d, bit %d", seed, bit)
            .isInstanceOf(Rejected.class);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void aTokenWithAByteTooManyIsMalformed() {
    byte[] bytes = CODEC.encode(Tokens.cut(7, 4, 1));
    assertThat(CODEC.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isEqualTo(new Rejected(Rejection.MALFORMED));
  }

  @Test
  void aTokenUnderAnotherKeyIsForged() {
    TokenCodec stranger = new TokenCodec(new LinkKey(new byte[32]));
    assertThat(CODEC.decode(stranger.encode(Tokens.cut(7, 4, 1))))
        .isEqualTo(new Rejected(Rejection.FORGED));
  }

  @Test
  void aTokenOfALaterVersionIsNotGuessedAt() {
    byte[] bytes = unsigned(Tokens.cut(7, 4, 1));
    bytes[0] = 2;
    assertThat(CODEC.decode(signed(bytes))).isEqualTo(new Rejected(Rejection.UNKNOWN_VERSION));
  }

  @Test
  void aMillionIdsAreRefusedByTheNumberAloneAndTakeNoMemory() {
    for (int announced : new int[] {1_000_000, Integer.MAX_VALUE, -1, 8193}) {
      byte[] bytes = unsigned(nameless());
      ByteBuffer.wrap(bytes).putInt(IDS_AT, announced);
      assertThat(CODEC.decode(signed(bytes)))
          .as("%d ids announced", announced)
          .isEqualTo(new Rejected(Rejection.OVERSIZED));
    }
  }

  @Test
  void moreBytesThanAnyTokenHasAreRefusedUnread() {
    assertThat(CODEC.decode(new byte[TokenCodec.MOST_BYTES + 1]))
        .isEqualTo(new Rejected(Rejection.OVERSIZED));
  }

  @Test
  void theLongestTokenPasses() {
    String name = "n".repeat(TokenCodec.MOST_NAME_BYTES);
    ActiveTransactions list =
        new ActiveTransactions(
            new TransactionId(3),
            new TransactionId(9_000),
            LongStream.range(3, 3 + ActiveTransactions.MOST_LISTED)
                .mapToObj(TransactionId::new)
                .toList());
    Token token =
        new Token(name, name, 7, name, 4, 1, Purpose.HANDOVER, SourcePosition.NONE, list, 0);
    assertThat(CODEC.encode(token)).hasSize(TokenCodec.MOST_BYTES);
    assertThat(CODEC.decode(CODEC.encode(token))).isEqualTo(new Genuine(token));
  }

  @Test
  void signedNonsenseIsMalformed() {
    byte[] purpose = unsigned(nameless());
    purpose[1] = 9;
    byte[] crossed = unsigned(nameless());
    ByteBuffer.wrap(crossed).putLong(IDS_AT - 16, 99);
    byte[] name = unsigned(Tokens.cut(7, 4, 1));
    name[43] = (byte) 0xFF;
    assertThat(List.of(purpose, crossed, name))
        .allSatisfy(
            bytes ->
                assertThat(CODEC.decode(signed(bytes)))
                    .isEqualTo(new Rejected(Rejection.MALFORMED)));
  }

  @Test
  void idsThatDoNotAscendAreMalformed() {
    Token token = nameless();
    ByteBuffer out = ByteBuffer.allocate(unsigned(token).length + 16);
    out.put(unsigned(token)).putLong(9).putLong(9).putInt(IDS_AT, 2);
    assertThat(CODEC.decode(signed(out.array()))).isEqualTo(new Rejected(Rejection.MALFORMED));
  }

  @Test
  void randomBytesAreRejectedWhateverTheyAre() {
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 1;
      }
      assertThat(CODEC.decode(bytes)).as("seed %d", seed).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void aNameThatDoesNotFitIsRefusedByItsLength() {
    Token token = Tokens.cut(7, 4, 1);
    Token longNamed =
        new Token(
            "ü".repeat(128),
            token.stream(),
            7,
            token.engine(),
            4,
            1,
            token.purpose(),
            token.position(),
            token.list(),
            0);
    assertThatThrownBy(() -> CODEC.encode(longNamed))
        .hasMessage("a name in a token has at most 255 bytes, not 256");
  }
}
