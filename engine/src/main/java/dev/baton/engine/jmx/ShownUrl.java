package dev.baton.engine.jmx;

import java.util.regex.Pattern;

/**
 * Cuts a JDBC URL down to what may be shown. The view promises a clean one; this is the last door
 * before the outside, and a password in a URL must not depend on one promise.
 */
final class ShownUrl {
  private static final Pattern PROPERTIES = Pattern.compile("[?;].*$");
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/]*@");

  private ShownUrl() {}

  static String of(String url) {
    return CREDENTIALS.matcher(PROPERTIES.matcher(url).replaceFirst("")).replaceFirst("//");
  }
}
