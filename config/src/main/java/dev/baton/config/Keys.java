package dev.baton.config;

import java.util.regex.Pattern;

/** How a key is written in messages: {@code engine.jmx.port}, {@code replicate.map."a.b"}. */
final class Keys {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

  private Keys() {}

  static String below(String path, String name) {
    String written = PLAIN.matcher(name).matches() ? name : "\"" + Shown.text(name) + "\"";
    return path.isEmpty() ? written : path + "." + written;
  }
}
