package dev.baton.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LinkKeyTest {
  private static final byte[] SECRET = "01234567890123456789012345678901".getBytes();

  @Test
  void aReportSignedByTheKeyIsKnownAndAnotherIsNot() {
    LinkKey key = new LinkKey(SECRET);
    byte[] report = "cut at 0/1A2B3C8".getBytes();
    Signature signature = key.sign(report);
    assertThat(key.signed(report, Signature.parse(signature.toString()).orElseThrow())).isTrue();
    assertThat(key.signed("cut at 0/1A2B3C9".getBytes(), signature)).isFalse();
    assertThat(new LinkKey(new byte[32]).signed(report, signature)).isFalse();
  }

  /** RFC 4231, case 6: a key longer than the hash's block. */
  @Test
  void theSignatureIsHmacSha256() {
    byte[] key = new byte[131];
    Arrays.fill(key, (byte) 0xAA);
    assertThat(
            new LinkKey(key)
                .sign("Test Using Larger Than Block-Size Key - Hash Key First".getBytes()))
        .hasToString("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  }

  @Test
  void theKeyIsNeverShown() {
    assertThat(new LinkKey(SECRET))
        .hasToString("LinkKey[not shown]")
        .asString()
        .doesNotContain(HexFormat.of().formatHex(SECRET));
  }

  @Test
  void aShortKeyIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> new LinkKey("short".getBytes()))
        .hasMessage("a link's key has at least 32 bytes, not 5");
  }

  @Test
  void theSecretIsCopied() {
    byte[] secret = SECRET.clone();
    LinkKey key = new LinkKey(secret);
    Signature before = key.sign(new byte[1]);
    secret[0]++;
    assertThat(key.sign(new byte[1])).isEqualTo(before).hasSameHashCodeAs(before);
  }

  @Test
  void whatIsNoSignatureIsNone() {
    assertThat(Signature.parse("00")).isEmpty();
    assertThat(Signature.parse("zz".repeat(32))).isEmpty();
    assertThat(Signature.of(new byte[31])).isEmpty();
  }
}
