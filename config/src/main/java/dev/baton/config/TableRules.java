package dev.baton.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which tables are replicated and what they are called at the target: patterns of {@code
 * schema.table} in which {@code *} stands for any run of characters, and renames from source to
 * target. A stream against the direction of a rename uses it backwards.
 *
 * <p>A pattern's first dot ends the schema, and what is before it is held to the schema alone: a
 * dot in a schema's name, for which only {@code *} can stand, makes no table another's.
 */
public final class TableRules {
  private final List<String> include;
  private final List<String> exclude;
  private final Map<String, String> renames;
  private final List<Named> included;
  private final List<Named> excluded;

  /** Patterns as written in the settings; {@code renames} maps {@code schema.table} to the same. */
  public TableRules(List<String> include, List<String> exclude, Map<String, String> renames) {
    this.include = List.copyOf(include);
    this.exclude = List.copyOf(exclude);
    this.renames = Map.copyOf(renames);
    this.included = this.include.stream().map(Named::of).toList();
    this.excluded = this.exclude.stream().map(Named::of).toList();
  }

  /** The include patterns as written. */
  public List<String> include() {
    return include;
  }

  /** The exclude patterns as written. */
  public List<String> exclude() {
    return exclude;
  }

  /** The renames as written, source to target. */
  public Map<String, String> renames() {
    return renames;
  }

  /** Whether {@code schema.table} is in the replicated set. Baton's own schema never is. */
  public boolean includes(String schema, String table) {
    if (schema.equals("baton")) {
      return false;
    }
    return included.stream().anyMatch(named -> named.matches(schema, table))
        && excluded.stream().noneMatch(named -> named.matches(schema, table));
  }

  /** What a pattern names; without a dot, all tables of schemas. */
  private record Named(Pattern schema, Pattern table) {
    static Named of(String pattern) {
      int dot = pattern.indexOf('.');
      return dot < 0
          ? new Named(compile(pattern), compile("*"))
          : new Named(compile(pattern.substring(0, dot)), compile(pattern.substring(dot + 1)));
    }

    boolean matches(String inSchema, String name) {
      return schema.matcher(inSchema).matches() && table.matcher(name).matches();
    }

    private static Pattern compile(String pattern) {
      StringBuilder regex = new StringBuilder();
      for (String literal : pattern.split("((?<=\\*)|(?=\\*))")) {
        regex.append(literal.equals("*") ? ".*" : Pattern.quote(literal));
      }
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableRules rules
        && include.equals(rules.include)
        && exclude.equals(rules.exclude)
        && renames.equals(rules.renames);
  }

  @Override
  public int hashCode() {
    return Objects.hash(include, exclude, renames);
  }

  @Override
  public String toString() {
    return "TableRules[include=" + include + ", exclude=" + exclude + ", renames=" + renames + "]";
  }
}
