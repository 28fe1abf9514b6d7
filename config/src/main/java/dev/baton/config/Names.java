package dev.baton.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The forms that names in a settings file may have. */
final class Names {
  static final String EXPECTED_NAME =
      "expected a name of at most 16 of a-z, 0-9 and _ that begins with a letter";
  static final String EXPECTED_TABLE = "expected a table as schema.table";

  /** Such a name becomes part of slot, origin and MBean names, whose lengths are limited. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,15}");

  /** PostgreSQL cuts longer identifiers off, which would make two names one. */
  private static final int MAX_IDENTIFIER_BYTES = 63;

  private Names() {}

  static Optional<String> name(String written) {
    return Optional.of(written).filter(text -> NAME.matcher(text).matches());
  }

  /** A table as {@code schema.table}, outside Baton's own schema. */
  static Optional<String> table(String written) {
    return pattern(written).filter(text -> text.indexOf('*') < 0);
  }

  /** A pattern of {@code schema.table} with any number of {@code *}. */
  static Optional<String> pattern(String written) {
    int dot = written.indexOf('.');
    return Optional.of(written)
        .filter(text -> dot == text.lastIndexOf('.'))
        .filter(text -> dot > 0 && dot < text.length() - 1)
        .filter(text -> fits(text.substring(0, dot)) && fits(text.substring(dot + 1)))
        .filter(text -> !text.startsWith("baton."));
  }

  private static boolean fits(String identifier) {
    return identifier.getBytes(StandardCharsets.UTF_8).length <= MAX_IDENTIFIER_BYTES
        && identifier.indexOf('\0') < 0;
  }
}
