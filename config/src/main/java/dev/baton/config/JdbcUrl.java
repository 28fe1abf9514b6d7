package dev.baton.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL site's {@code jdbc:postgresql://host[:port]/database} taken apart.
 *
 * <p>Properties are limited to those that secure and time connections: others of the driver name
 * classes to load, files to write or session settings that replication relies on. Passwords never
 * stand in it, so it may be printed.
 *
 * @param host a name or an address; one of IPv6 without its brackets
 * @param port 5432 unless the URL says otherwise
 */
public record JdbcUrl(String host, int port, String database, Map<String, String> properties) {
  static final String EXPECTED = "expected jdbc:postgresql://host[:port]/database";
  private static final int DEFAULT_PORT = 5432;
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>[0-9]{1,5}))?"
              + "/(?<database>[^/?#&;\\s]+)(\\?(?<properties>\\S*))?");

  private static final String SECONDS = "[0-9]{1,6}";
  private static final String SWITCH = "true|false";
  private static final String FILE = "[^&\\p{Cntrl}]+";

  /** What each property may hold. */
  private static final Map<String, String> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ssl", SWITCH),
              Map.entry("sslmode", "disable|allow|prefer|require|verify-ca|verify-full"),
              Map.entry("sslnegotiation", "postgres|direct"),
              Map.entry("sslcert", FILE),
              Map.entry("sslkey", FILE),
              Map.entry("sslrootcert", FILE),
              Map.entry("sslResponseTimeout", "[0-9]{1,9}"),
              Map.entry("channelBinding", "disable|prefer|require"),
              Map.entry("gssEncMode", "disable|allow|prefer|require"),
              Map.entry("connectTimeout", SECONDS),
              Map.entry("loginTimeout", SECONDS),
              Map.entry("socketTimeout", SECONDS),
              Map.entry("cancelSignalTimeout", SECONDS),
              Map.entry("tcpKeepAlive", SWITCH),
              Map.entry("tcpNoDelay", SWITCH)));

  public JdbcUrl {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException says what is expected and names a refused property; never
   *     holds a value
   */
  public static JdbcUrl parse(String written) {
    Matcher matcher = URL.matcher(written);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(EXPECTED);
    }
    int port =
        matcher.group("port") == null ? DEFAULT_PORT : Integer.parseInt(matcher.group("port"));
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("expected a port from 1 to 65535");
    }
    return new JdbcUrl(
        matcher.group("host").replaceAll("[\\[\\]]", ""),
        port,
        decode(matcher.group("database")),
        properties(matcher.group("properties")));
  }

  /** Whether both lead to the same database, as far as the texts tell. */
  boolean sameDatabase(JdbcUrl other) {
    return host.equalsIgnoreCase(other.host)
        && port == other.port
        && database.equals(other.database);
  }

  private static Map<String, String> properties(String written) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (written == null || written.isEmpty()) {
      return properties;
    }
    for (String property : written.split("&")) {
      String[] parts = property.split("=", 2);
      String name = Shown.text(parts[0]);
      if (!ALLOWED.containsKey(parts[0])) {
        throw new IllegalArgumentException(refusal(name));
      }
      String value = parts.length == 2 ? decode(parts[1]) : "";
      if (!value.matches(ALLOWED.get(parts[0]))) {
        throw new IllegalArgumentException("property '" + name + "' has a value it cannot have");
      }
      if (properties.put(parts[0], value) != null) {
        throw new IllegalArgumentException("property '" + name + "' stands twice");
      }
    }
    return properties;
  }

  private static String refusal(String name) {
    return switch (name) {
      case "user", "password" ->
          "property '%s' may not stand in the URL; use the key '%s'".formatted(name, name);
      default ->
          "property '%s' is not allowed%s; allowed are %s"
              .formatted(
                  name,
                  Suggestion.hint(name, ALLOWED.keySet()),
                  String.join(", ", ALLOWED.keySet()));
    };
  }

  private static String decode(String written) {
    try {
      return URLDecoder.decode(written, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(EXPECTED + " with two hexadecimal digits after each %", e);
    }
  }
}
