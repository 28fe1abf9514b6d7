package dev.baton.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a written value may stand in a message: one short line without control characters. */
final class Shown {
  private static final int MAX_CHARACTERS = 100;
  private static final String SECRET = "******";
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]");
  private static final Pattern SCHEME = Pattern.compile("jdbc:[a-z]+:|postgres(ql)?:");

  private Shown() {}

  static String text(String written) {
    String line = CONTROL.matcher(written).replaceAll("?");
    return line.length() <= MAX_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS / 2)) + "...";
  }

  /** Nothing of what is written. */
  static String secret(String written) {
    return SECRET;
  }

  /**
   * A database URL without what may be a password in it: user information, property values, and all
   * of a form other than PostgreSQL's.
   */
  static String url(String written) {
    if (!written.startsWith("jdbc:postgresql:")) {
      Matcher scheme = SCHEME.matcher(written);
      return scheme.lookingAt() ? scheme.group() + SECRET : SECRET;
    }
    return text(
        written
            .replaceAll("(?s)//.*@", "//" + SECRET + "@")
            .replaceAll("([?&;\\s][^=&;\\s]*)=[^&;\\s]*", "$1=" + SECRET));
  }
}
