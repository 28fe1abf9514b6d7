package dev.baton.protocol.token;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** An HMAC-SHA256 under a link's key. Compares in constant time. */
public final class Signature {
  /** Its length in bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of 32 bytes, copied; empty for any other number. */
  public static Optional<Signature> of(byte[] bytes) {
    return bytes.length == BYTES ? Optional.of(new Signature(bytes.clone())) : Optional.empty();
  }

  /** Reads what {@link #toString} writes; empty for anything else. */
  public static Optional<Signature> parse(String written) {
    if (written.length() != 2 * BYTES || !written.chars().allMatch(HexFormat::isHexDigit)) {
      return Optional.empty();
    }
    return Optional.of(new Signature(HexFormat.of().parseHex(written)));
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature signature && MessageDigest.isEqual(bytes, signature.bytes);
  }

  @Override
  public int hashCode() {
    return bytes[0] << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
  }

  /** 64 hexadecimal digits, for reports. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
