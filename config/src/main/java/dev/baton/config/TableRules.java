package dev.baton.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which tables are replicated and what they are called at the target: patterns of {@code
 * schema.table} in which {@code *} stands for any run of characters, and renames from source to
 * target. A stream against the direction of a rename uses it backwards.
 */
public final class TableRules {
  private final List<String> include;
  private final List<String> exclude;
  private final Map<String, String> renames;
  private final List<Pattern> included;
  private final List<Pattern> excluded;

  /** Patterns as written in the settings; {@code renames} maps {@code schema.table} to the same. */
  public TableRules(List<String> include, List<String> exclude, Map<String, String> renames) {
    this.include = List.copyOf(include);
    this.exclude = List.copyOf(exclude);
    this.renames = Map.copyOf(renames);
    this.included = this.include.stream().map(TableRules::compile).toList();
    this.excluded = this.exclude.stream().map(TableRules::compile).toList();
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
    String name = schema + "." + table;
    return included.stream().anyMatch(p -> p.matcher(name).matches())
        && excluded.stream().noneMatch(p -> p.matcher(name).matches());
  }

  private static Pattern compile(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String literal : pattern.split("((?<=\\*)|(?=\\*))")) {
      regex.append(literal.equals("*") ? ".*" : Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
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
