package dev.baton.engine.swap;

import dev.baton.config.ConflictPolicy;
import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.config.TableConflictSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings that two engines of a link must share, as text: a line for each key, without
 * secrets. What is not in it, such as sizes and ports, each engine has of its own.
 */
public final class Agreement {
  /** The version of the protocol by which this program hands streams over. */
  public static final int PROTOCOL = 1;

  private Agreement() {}

  /** What an engine with these settings registers. */
  public static String of(Settings settings) {
    return lines(settings).entrySet().stream()
        .map(line -> line.getKey() + ": " + line.getValue())
        .collect(Collectors.joining("\n"));
  }

  /**
   * What differs, a sentence for each key.
   *
   * @param current the engine that has the streams, for the sentences
   */
  static List<String> differences(Settings next, String current, String registered) {
    Map<String, String> theirs = parse(registered);
    Map<String, String> ours = lines(next);
    List<String> differences = new ArrayList<>();
    ours.forEach(
        (key, value) -> {
          String other = theirs.getOrDefault(key, "not set");
          if (!value.equals(other)) {
            differences.add(
                "%s is %s for engine %s and %s for engine %s; make them equal"
                    .formatted(key, value, next.engine().id(), other, current));
          }
        });
    theirs.forEach(
        (key, value) -> {
          if (!ours.containsKey(key)) {
            differences.add(
                "%s is %s for engine %s and unknown to engine %s"
                    .formatted(key, value, current, next.engine().id()));
          }
        });
    return differences;
  }

  private static Map<String, String> lines(Settings settings) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("link", settings.link());
    lines.put("sites", sites(settings).toString());
    List<String> streams =
        settings.replicate().streams().stream().map(StreamName::toString).toList();
    Map<String, String> renames = settings.replicate().tables().renames();
    // Renames are written in the direction of the first stream; without them the order is free.
    lines.put("replicate.streams", (renames.isEmpty() ? sorted(streams) : streams).toString());
    lines.put("replicate.tables", sorted(settings.replicate().tables().include()).toString());
    lines.put("replicate.exclude", sorted(settings.replicate().tables().exclude()).toString());
    lines.put("replicate.map", new TreeMap<>(renames).toString());
    lines.put("conflicts.default", settings.conflicts().standard().name());
    Map<String, String> tables = new TreeMap<>();
    settings.conflicts().tables().forEach((table, decided) -> tables.put(table, text(decided)));
    lines.put("conflicts.tables", tables.toString());
    return lines;
  }

  /** Their order counts where it is their priority. */
  private static List<String> sites(Settings settings) {
    List<String> names = List.copyOf(settings.sites().keySet());
    boolean byPriority =
        settings.conflicts().standard() == ConflictPolicy.SITE_PRIORITY
            || settings.conflicts().tables().values().stream()
                .anyMatch(table -> table.policy() == ConflictPolicy.SITE_PRIORITY);
    return byPriority ? names : sorted(names);
  }

  private static String text(TableConflictSettings decided) {
    return decided.policy() + (decided.columns().isEmpty() ? "" : " " + decided.columns());
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }

  private static Map<String, String> parse(String registered) {
    Map<String, String> lines = new LinkedHashMap<>();
    registered
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(": ");
              lines.put(
                  colon < 0 ? line : line.substring(0, colon),
                  colon < 0 ? "" : line.substring(colon + 2));
            });
    return lines;
  }
}
