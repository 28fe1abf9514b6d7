package dev.baton.protocol.token;

import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a link: signs tokens and hand-off reports. Made by {@code provision}, the same at
 * both sites. A checksum would not do: any user of a database can write messages into its trail.
 *
 * <p>Never shown: not by {@link #toString}, not in an error. Any thread.
 */
public final class LinkKey {
  /** 256 bits, the output size of the hash; a shorter key would be the weakest part. */
  public static final int LEAST_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Key key;

  /**
   * Copies the secret.
   *
   * @throws IllegalArgumentException when it is shorter than {@link #LEAST_BYTES}
   */
  public LinkKey(byte[] secret) {
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a link's key has at least %d bytes, not %d".formatted(LEAST_BYTES, secret.length));
    }
    key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** Signs a content: a token's bytes, a report's text as UTF-8. */
  public Signature sign(byte[] content) {
    return sign(content, content.length);
  }

  /** Whether the signature is this key's on this content. Takes as long for a wrong one. */
  public boolean signed(byte[] content, Signature signature) {
    return sign(content).equals(signature);
  }

  Signature sign(byte[] content, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(content, 0, length);
      return Signature.of(mac.doFinal()).orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "LinkKey[not shown]";
  }
}
