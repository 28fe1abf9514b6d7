package dev.baton.migration.verify;

import java.util.Set;

/**
 * A column of the key that tells a table's rows apart.
 *
 * @param type its type with schema, quoted, without length: a cast to it never cuts
 * @param typeName its name in {@code pg_type}
 * @param order what decides the order of its values beside the type; equal text, equal order
 */
record KeyColumn(String name, String type, String typeName, String order) {
  /** Types whose order and equality are the system's own and the same on every server. */
  private static final Set<String> PLAIN =
      Set.of(
          "int2",
          "int4",
          "int8",
          "numeric",
          "uuid",
          "date",
          "timestamp",
          "timestamptz",
          "bytea",
          "text",
          "varchar",
          "bpchar");

  /** Whether the key's index can find values of it that are given as text. */
  boolean plain() {
    return type.startsWith("\"pg_catalog\".") && PLAIN.contains(typeName);
  }

  /** Whether values sort alike here and there. */
  boolean sortsLike(KeyColumn other) {
    return plain() && other.plain() && typeName.equals(other.typeName) && order.equals(other.order);
  }

  /** The condition that alias {@code t}'s value is the one of {@code s}'s column {@code number}. */
  String matches(int number) {
    String exactly = CanonicalText.column(name) + " = s.s" + number;
    return plain()
        ? "t.%s = CAST(s.s%d AS %s) AND %s"
            .formatted(CanonicalText.quoted(name), number, type, exactly)
        : exactly;
  }
}
