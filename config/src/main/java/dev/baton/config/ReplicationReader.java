package dev.baton.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code replicate} section: streams, tables and their renames. */
final class ReplicationReader {
  private static final String EXPECTED_PATTERN =
      "expected schema.table, in which * stands for any characters, outside the schema baton";
  private static final String EXPECTED_STREAM = "expected a stream, like 'east->west'";

  private final Section section;
  private final List<String> sites;

  ReplicationReader(Section section, Collection<String> sites) {
    this.section = section.allowing("streams", "tables", "exclude", "map");
    this.sites = List.copyOf(sites);
  }

  ReplicationSettings read() {
    List<String> include = patterns("tables");
    if (!section.has("tables")) {
      section.problem("tables", "missing; expected a list of tables, like [ \"public.*\" ]");
    } else if (section.isEmptyList("tables")) {
      section.problem("tables", "expected at least one table, like \"public.*\"");
    }
    List<String> exclude = patterns("exclude");
    Map<String, String> renames = renames(new TableRules(include, exclude, Map.of()));
    return new ReplicationSettings(streams(), new TableRules(include, exclude, renames));
  }

  private List<StreamName> streams() {
    List<StreamName> streams = new ArrayList<>();
    for (Text text : section.texts("streams", "expected a list of streams")) {
      section
          .checked(Optional.of(text), t -> StreamName.parse(t.value()), t -> EXPECTED_STREAM)
          .filter(stream -> hasItsSites(text, stream))
          .ifPresent(
              stream -> {
                if (streams.contains(stream)) {
                  section.problem(text, "stands twice");
                }
                streams.add(stream);
              });
    }
    if (section.isEmptyList("streams")) {
      section.problem("streams", "expected at least one stream, or none of this key for both");
    }
    return section.has("streams") || sites.size() != 2 ? streams : bothDirections();
  }

  private List<StreamName> bothDirections() {
    return List.of(
        new StreamName(sites.get(0), sites.get(1)), new StreamName(sites.get(1), sites.get(0)));
  }

  private boolean hasItsSites(Text text, StreamName stream) {
    for (String name : List.of(stream.source(), stream.target())) {
      if (!sites.isEmpty() && !sites.contains(name)) {
        section.problem(text, "no site is named '" + name + "'" + Suggestion.hint(name, sites));
        return false;
      }
    }
    if (stream.source().equals(stream.target())) {
      section.problem(text, "leads from a site to itself; expected two sites");
      return false;
    }
    return true;
  }

  private List<String> patterns(String name) {
    List<String> patterns = new ArrayList<>();
    for (Text text : section.texts(name, "expected a list of tables, like [ \"public.*\" ]")) {
      section
          .checked(Optional.of(text), t -> Names.pattern(t.value()), t -> EXPECTED_PATTERN)
          .ifPresent(patterns::add);
    }
    return patterns;
  }

  private Map<String, String> renames(TableRules rules) {
    Map<String, String> renames = new LinkedHashMap<>();
    Map<String, String> sourceOf = new LinkedHashMap<>();
    Section map = section.sectionOrEmpty("map");
    for (String source : map.names()) {
      if (Names.table(source).isEmpty()) {
        map.problem(source, Names.EXPECTED_TABLE + " on the left");
      } else if (!rules.include().isEmpty() && !includes(rules, source)) {
        map.problem(source, "renames a table that replicate.tables does not include");
      }
      Optional<Text> target = map.text(source, Names.EXPECTED_TABLE);
      map.checked(target, text -> Names.table(text.value()), text -> Names.EXPECTED_TABLE)
          .ifPresent(
              name -> {
                renames.put(source, name);
                String other = sourceOf.putIfAbsent(name, source);
                if (other != null) {
                  map.problem(target.get(), "'" + Shown.text(other) + "' has this name already");
                }
              });
    }
    renames.forEach(
        (source, target) -> {
          if (rules.include().contains(target)
              && includes(rules, target)
              && !renames.containsKey(target)) {
            map.problem(source, "'" + target + "' is replicated under its own name already");
          }
        });
    return renames;
  }

  private static boolean includes(TableRules rules, String table) {
    int dot = table.indexOf('.');
    return rules.includes(table.substring(0, dot), table.substring(dot + 1));
  }
}
