package dev.baton.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * One group of keys of the file and the typed reading of its values.
 *
 * <p>Every method records what is wrong and answers with a fallback, so that the reading goes on to
 * the next problem; nothing read is used before {@link Problems#throwIfAny()}.
 */
final class Section {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  private final String path;
  private final YamlValue.Mapping mapping;
  private final Problems problems;
  private final TextReader values;

  Section(String path, YamlValue.Mapping mapping, Problems problems, TextReader values) {
    this.path = path;
    this.mapping = mapping;
    this.problems = problems;
    this.values = values;
  }

  Problems problems() {
    return problems;
  }

  /** Records every key that is not one of these. */
  Section allowing(String... known) {
    List<String> words = List.of(known);
    for (Map.Entry<String, YamlValue> entry : mapping.entries().entrySet()) {
      if (!words.contains(entry.getKey())) {
        String hint = Suggestion.hint(entry.getKey(), words);
        problems.add(
            entry.getValue().line(),
            key(entry.getKey()),
            "unknown key" + (hint.isEmpty() ? "; expected " + Words.either(words) : hint));
      }
    }
    return this;
  }

  String key(String name) {
    return Keys.below(path, name);
  }

  boolean has(String name) {
    return mapping.entries().containsKey(name);
  }

  /** The names of the keys, in the order of the file. */
  Collection<String> names() {
    return mapping.entries().keySet();
  }

  /** The line of a key, or of the section where the key is not there. */
  int line(String name) {
    return has(name) ? mapping.entries().get(name).line() : mapping.line();
  }

  void problem(String name, String expected) {
    problems.add(line(name), key(name), expected);
  }

  boolean isEmptyList(String name) {
    return mapping.entries().get(name) instanceof YamlValue.Sequence sequence
        && sequence.items().isEmpty();
  }

  /** A group of keys below this one; empty when it is left out or has no value. */
  Optional<Section> section(String name) {
    return switch (mapping.entries().get(name)) {
      case null -> Optional.empty();
      case YamlValue.Mapping below -> Optional.of(new Section(key(name), below, problems, values));
      case YamlValue.Scalar scalar -> scalar.isNothing() ? Optional.empty() : notKeys(name);
      case YamlValue.Sequence sequence -> notKeys(name);
    };
  }

  /** As {@link #section}, with a section without keys for one that is left out. */
  Section sectionOrEmpty(String name) {
    return section(name)
        .orElseGet(
            () ->
                new Section(
                    key(name), new YamlValue.Mapping(Map.of(), line(name)), problems, values));
  }

  /** A value; empty when it is left out, or wrong and recorded. */
  Optional<Text> text(String name, String expected) {
    return text(name, expected, Shown::text, false);
  }

  /** A value that is never shown. */
  Optional<Text> secret(String name, String expected) {
    return text(name, expected, Shown::secret, false);
  }

  /** A value that counts as left out where the variable or file it points at is not there. */
  Optional<Text> availableSecret(String name, String expected) {
    return text(name, expected, Shown::secret, true);
  }

  /** A value that must be there. */
  Optional<Text> required(String name, String expected) {
    return required(name, expected, Shown::text);
  }

  /** A database URL, which must be there; shown without what may be a password in it. */
  Optional<Text> url(String name, String expected) {
    return required(name, expected, Shown::url);
  }

  /** The items of a list; empty when it is left out. */
  List<Text> texts(String name, String expected) {
    return switch (mapping.entries().get(name)) {
      case null -> List.of();
      case YamlValue.Sequence sequence -> items(name, sequence, expected);
      case YamlValue.Scalar scalar -> notList(name, expected);
      case YamlValue.Mapping below -> notList(name, expected);
    };
  }

  long quantity(String name, Quantity quantity, long fallback, long min, long max) {
    String expected =
        "expected a %s from %s to %s"
            .formatted(Words.of(quantity), quantity.write(min), quantity.write(max));
    return text(name, expected)
        .flatMap(text -> inRange(text, quantity.parse(text.value()), min, max, expected))
        .orElse(fallback);
  }

  int wholeNumber(String name, int fallback, int min, int max) {
    String expected = "expected a whole number from %d to %d".formatted(min, max);
    return text(name, expected)
        .flatMap(text -> inRange(text, wholeNumber(text.value()), min, max, expected))
        .map(Math::toIntExact)
        .orElse(fallback);
  }

  Optional<Path> path(String name, String expected) {
    return checked(text(name, expected), text -> path(text.value()), text -> expected);
  }

  /** One of the constants, by its word. */
  <E extends Enum<E>> Optional<E> choice(String name, List<E> allowed) {
    return choice(name, allowed, List.of());
  }

  /** As the other; the words in {@code planned} are known, but only to a later version. */
  <E extends Enum<E>> Optional<E> choice(String name, List<E> allowed, List<String> planned) {
    Map<String, E> byWord = new LinkedHashMap<>();
    allowed.forEach(constant -> byWord.put(Words.of(constant), constant));
    List<String> words = List.copyOf(byWord.keySet());
    String expected = "expected " + Words.either(words);
    return checked(
        text(name, expected),
        text -> Optional.ofNullable(byWord.get(text.value())),
        text ->
            planned.contains(text.value())
                ? "not supported by this version; " + expected
                : expected + Suggestion.hint(text.value(), words));
  }

  /** Reads a value further; what cannot be read is recorded as not being what was expected. */
  <T> Optional<T> checked(
      Optional<Text> written,
      Function<Text, Optional<T>> reading,
      Function<Text, String> expected) {
    return written.flatMap(
        text -> {
          Optional<T> read = reading.apply(text);
          if (read.isEmpty()) {
            problem(text, expected.apply(text));
          }
          return read;
        });
  }

  void problem(Text text, String expected) {
    problems.add(text.line(), text.key(), text.shown(), expected);
  }

  private Optional<Long> inRange(
      Text text, OptionalLong read, long min, long max, String expected) {
    if (read.isEmpty() || read.getAsLong() < min || read.getAsLong() > max) {
      problem(text, expected);
      return Optional.empty();
    }
    return Optional.of(read.getAsLong());
  }

  private static Optional<Path> path(String written) {
    try {
      return Optional.of(written).filter(text -> !text.isBlank()).map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong wholeNumber(String written) {
    return WHOLE_NUMBER.matcher(written).matches()
        ? OptionalLong.of(Long.parseLong(written))
        : OptionalLong.empty();
  }

  private List<Text> items(String name, YamlValue.Sequence sequence, String expected) {
    List<Text> texts = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String key = key(name) + "[" + i + "]";
      values.read(key, sequence.items().get(i), expected, Shown::text, false).ifPresent(texts::add);
    }
    return texts;
  }

  private Optional<Text> required(String name, String expected, UnaryOperator<String> shown) {
    if (!has(name)) {
      problem(name, "missing; " + expected);
    }
    return text(name, expected, shown, false);
  }

  private Optional<Text> text(
      String name, String expected, UnaryOperator<String> shown, boolean mayBeAbsent) {
    return Optional.ofNullable(mapping.entries().get(name))
        .flatMap(value -> values.read(key(name), value, expected, shown, mayBeAbsent));
  }

  private Optional<Section> notKeys(String name) {
    problem(name, "expected keys below it, not a value or a list");
    return Optional.empty();
  }

  private List<Text> notList(String name, String expected) {
    problem(name, expected);
    return List.of();
  }
}
