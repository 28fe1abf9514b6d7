package dev.baton.engine.jmx;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who may use an endpoint: a file of lines {@code user password}; empty lines and those that begin
 * with {@code #} do not count. Read once; only digests stay in memory.
 */
final class PasswordFile {
  private static final Set<PosixFilePermission> OTHERS_MAY_READ =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final Map<String, byte[]> digests;

  private PasswordFile(Map<String, byte[]> digests) {
    this.digests = Map.copyOf(digests);
  }

  /**
   * Reads the file.
   *
   * @throws BatonException REFUSED when it cannot be read, others may read it, or it names nobody
   */
  static PasswordFile read(Path file) {
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS_MAY_READ::contains)) {
        throw new BatonException(
            ErrorCode.REFUSED,
            "password file " + file + " may be read by others; run 'chmod 600 " + file + "'");
      }
      Map<String, byte[]> digests = new HashMap<>();
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", 2);
        if (!words[0].isEmpty() && !words[0].startsWith("#")) {
          if (words.length < 2) {
            throw new BatonException(
                ErrorCode.REFUSED,
                "password file " + file + " has a line without a password; write 'user password'");
          }
          digests.put(words[0], digest(words[1]));
        }
      }
      if (digests.isEmpty()) {
        throw new BatonException(
            ErrorCode.REFUSED, "password file " + file + " names nobody; write 'user password'");
      }
      return new PasswordFile(digests);
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "password file " + file + " cannot be read; check its path and owner",
          e);
    }
  }

  /** Whether that is the user's password. Takes as long for a wrong one as for the right one. */
  boolean admits(String user, String password) {
    byte[] expected = digests.getOrDefault(user, new byte[0]);
    return MessageDigest.isEqual(expected, digest(password));
  }

  private static byte[] digest(String password) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new BatonException(ErrorCode.INTERNAL, "this Java runtime lacks SHA-256", e);
    }
  }
}
