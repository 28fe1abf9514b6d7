package dev.baton.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One direction of a link, written {@code east->west}. */
public record StreamName(String source, String target) {

  private static final Pattern WRITTEN =
      Pattern.compile("\\s*([a-z][a-z0-9_]{0,15})\\s*->\\s*([a-z][a-z0-9_]{0,15})\\s*");

  /** Reads {@code east->west}; empty when the text is not of that form. */
  public static Optional<StreamName> parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    return matcher.matches()
        ? Optional.of(new StreamName(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The other direction of the same link. */
  public StreamName back() {
    return new StreamName(target, source);
  }

  @Override
  public String toString() {
    return source + "->" + target;
  }
}
