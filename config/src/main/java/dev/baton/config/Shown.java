package dev.baton.config;

/** What of a written value may stand in a message: one short line without control characters. */
final class Shown {
  private static final int MAX_CHARACTERS = 100;
  private static final String SECRET = "******";

  private Shown() {}

  static String text(String written) {
    String line = written.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS / 2)) + "...";
  }

  static String secret() {
    return SECRET;
  }

  /** A database URL without what may be a password in it: user information and property values. */
  static String url(String written) {
    return text(written.replaceAll("//[^/]*@", "//" + SECRET + "@"))
        .replaceAll("([?&;\\s][^=&;\\s]*)=[^&;\\s]*", "$1=" + SECRET);
  }
}
