package dev.baton.connectors.postgresql;

import dev.baton.config.StreamName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Names what a link leaves in a PostgreSQL server: slots, publications and replication origins. The
 * same arguments give the same name in every version, for engines find each other's by it.
 *
 * <p>Names hold only {@code a-z 0-9 _} (all a slot name may hold) and at most 63 bytes. A part that
 * is too long or holds something else is cut, and a hash of the whole part takes the place of the
 * rest.
 */
public final class LinkNames {
  private static final String REPAIR = "repair";
  private static final String ORIGIN_REST = "[ab]_[0-9]+|" + REPAIR;
  private static final int LONGEST_LINK = 22;
  private static final int LONGEST_PART = 16;
  private static final int HASH_DIGITS = 8;

  private LinkNames() {}

  /** The replication slot through which an engine reads a source, unique in the server. */
  public static String slot(String link, String engine, String source) {
    return slotPrefix(link) + part(engine, LONGEST_PART) + "_" + part(source, LONGEST_PART);
  }

  /** What the names of all slots of a link begin with; another link's may begin so too. */
  public static String slotPrefix(String link) {
    return publication(link) + "_";
  }

  /** The publication that lists what a link replicates from a database. */
  public static String publication(String link) {
    return "baton_" + part(link, LONGEST_LINK);
  }

  /**
   * The replication origin of one lane at a stream's target.
   *
   * @param originSlot {@code 'A'} or {@code 'B'}, as in {@code baton.stream.origin_slot}
   * @param lane counted from 0
   */
  public static String origin(String link, StreamName stream, char originSlot, int lane) {
    if (originSlot != 'A' && originSlot != 'B') {
      throw new IllegalArgumentException("an origin slot is A or B, not " + originSlot);
    }
    return originPrefix(link, stream) + Character.toLowerCase(originSlot) + "_" + lane;
  }

  /** The replication origin of a repair of a stream's target from its source. */
  public static String repairOrigin(String link, StreamName stream) {
    return originPrefix(link, stream) + REPAIR;
  }

  /** Tells of a replication origin whether it marks what Baton wrote at a stream's target. */
  public static Predicate<String> marksReplicated(String link, StreamName stream) {
    return Pattern.compile(originPattern(link, stream)).asMatchPredicate();
  }

  /** What the names of such origins match, as a regular expression for a server too. */
  public static String originPattern(String link, StreamName stream) {
    return "^" + originPrefix(link, stream) + "(" + ORIGIN_REST + ")$";
  }

  /** The lock that a stream's owner holds at the target for as long as it lives. */
  public static String ownerLock(String link, StreamName stream) {
    return "baton:" + link + ":" + stream;
  }

  /** The lock by which an engine shows at a stream's target that it lives, owner or not. */
  public static String presenceLock(String link, StreamName stream, String engine) {
    return ownerLock(link, stream) + ":" + engine;
  }

  /** The lock, at one target of the link, of the one standby that takes over at a time. */
  public static String standbyLock(String link) {
    return "baton:" + link + ":standby";
  }

  /** What the names of all origins of a stream begin with; then come {@code a_0}, {@code b_3}. */
  public static String originPrefix(String link, StreamName stream) {
    return slotPrefix(link)
        + part(stream.source(), LONGEST_PART)
        + "_"
        + part(stream.target(), LONGEST_PART)
        + "_";
  }

  private static String part(String written, int longest) {
    if (written.length() <= longest && written.matches("[a-z0-9_]+")) {
      return written;
    }
    String safe = written.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    int kept = Math.min(safe.length(), longest - HASH_DIGITS - 1);
    return safe.substring(0, kept) + "_" + hash(written);
  }

  private static String hash(String written) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(written.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_DIGITS / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
