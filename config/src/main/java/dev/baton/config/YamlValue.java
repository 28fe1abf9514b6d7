package dev.baton.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plain YAML value and the line of its key, counted from 1; 0 for the file as such. */
sealed interface YamlValue {
  int line();

  /** One value, as written; {@code quoted} tells {@code "null"} from {@code null}. */
  record Scalar(String written, boolean quoted, int line) implements YamlValue {

    /** Whether the key stands there without a value. */
    boolean isNothing() {
      return !quoted && (written.isEmpty() || written.equals("~") || written.equals("null"));
    }
  }

  /** A list. */
  record Sequence(List<YamlValue> items, int line) implements YamlValue {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys and their values, in the order of the file. */
  record Mapping(Map<String, YamlValue> entries, int line) implements YamlValue {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }
}
