package dev.baton.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * Turns the text of a settings file into plain values with lines.
 *
 * <p>Works on the parser's events: no object is ever constructed from what the file says, and
 * nothing is expanded, so tags, anchors and aliases are refused where they stand. What breaks the
 * shape of the file ends the reading; a key that stands twice is reported and the reading goes on.
 */
final class YamlTree {
  private static final int MAX_DEPTH = 10;

  private final Problems problems;
  private final Iterator<Event> events;

  private YamlTree(String text, Problems problems) {
    this.problems = problems;
    this.events = new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator();
  }

  /** The mapping the file consists of; empty for an empty file. */
  static YamlValue.Mapping read(String text, Problems problems) {
    try {
      return new YamlTree(text, problems).document();
    } catch (MarkedYAMLException e) {
      // Only the parser's own words: the snippet it offers may hold a password.
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw problems.refuse(line, "", "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw problems.refuse(0, "", "not YAML: a character that may not stand in it");
    }
  }

  private YamlValue.Mapping document() {
    events.next();
    if (events.next() instanceof StreamEndEvent) {
      return new YamlValue.Mapping(Map.of(), 0);
    }
    YamlValue root = value("", events.next(), 0, 0);
    while (events.hasNext()) {
      Event event = events.next();
      if (!(event instanceof DocumentEndEvent) && !(event instanceof StreamEndEvent)) {
        throw problems.refuse(line(event), "", "a second document; expected one document");
      }
    }
    if (root instanceof YamlValue.Mapping mapping) {
      return mapping;
    }
    if (root instanceof YamlValue.Scalar scalar && scalar.isNothing()) {
      return new YamlValue.Mapping(Map.of(), 0);
    }
    throw problems.refuse(1, "", "expected keys and values, like 'link: shop'");
  }

  private YamlValue value(String key, Event event, int depth, int line) {
    refuseWhatIsNotPlain(key, event);
    if (depth > MAX_DEPTH) {
      throw problems.refuse(
          line(event), key, "nested deeper than " + MAX_DEPTH + " levels; no setting is");
    }
    return switch (event) {
      case ScalarEvent scalar -> new YamlValue.Scalar(scalar.getValue(), !scalar.isPlain(), line);
      case SequenceStartEvent ignored -> sequence(key, depth, line);
      case MappingStartEvent ignored -> mapping(key, depth, line);
      default -> throw new IllegalStateException("not the start of a value: " + event);
    };
  }

  private YamlValue.Sequence sequence(String key, int depth, int line) {
    List<YamlValue> items = new ArrayList<>();
    Event event = events.next();
    while (!(event instanceof SequenceEndEvent)) {
      items.add(value(key + "[" + items.size() + "]", event, depth + 1, line(event)));
      event = events.next();
    }
    return new YamlValue.Sequence(items, line);
  }

  private YamlValue.Mapping mapping(String path, int depth, int line) {
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    Event event = events.next();
    while (!(event instanceof MappingEndEvent)) {
      refuseWhatIsNotPlain(path, event);
      if (!(event instanceof ScalarEvent name)) {
        throw problems.refuse(line(event), path, "a key that is not plain text");
      }
      String key = Keys.below(path, name.getValue());
      YamlValue value = value(key, events.next(), depth + 1, line(event));
      YamlValue first = entries.putIfAbsent(name.getValue(), value);
      if (first != null) {
        problems.add(line(event), key, "stands twice; first on line " + first.line());
      }
      event = events.next();
    }
    return new YamlValue.Mapping(entries, line);
  }

  private void refuseWhatIsNotPlain(String key, Event event) {
    if (event instanceof AliasEvent) {
      throw problems.refuse(line(event), key, "an alias (*name); write the value out");
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw problems.refuse(line(event), key, "an anchor (&name); write the value out");
    }
    if (tag(event) != null) {
      throw problems.refuse(line(event), key, "a tag (!name); settings are plain values");
    }
  }

  private static String tag(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent start -> start.getTag();
      default -> null;
    };
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
