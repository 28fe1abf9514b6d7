package dev.baton.config;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Turns a value of the file into text with its expressions resolved. */
final class TextReader {
  private final Problems problems;
  private final Expressions expressions;

  TextReader(Problems problems, Expressions expressions) {
    this.problems = problems;
    this.expressions = expressions;
  }

  /**
   * The value under a key; empty when it is wrong and recorded.
   *
   * @param shown makes of the text as written what messages may print
   * @param mayBeAbsent whether an expression that points at nothing gives no value, and no problem
   */
  Optional<Text> read(
      String key,
      YamlValue value,
      String expected,
      UnaryOperator<String> shown,
      boolean mayBeAbsent) {
    if (!(value instanceof YamlValue.Scalar scalar)) {
      problems.add(value.line(), key, expected + ", not a list or further keys");
      return Optional.empty();
    }
    if (scalar.isNothing()) {
      problems.add(scalar.line(), key, "has no value; " + expected);
      return Optional.empty();
    }
    return switch (expressions.resolve(scalar.written())) {
      case Expressions.Resolution.Resolved resolved ->
          Optional.of(
              new Text(key, shown.apply(scalar.written()), resolved.value(), scalar.line()));
      case Expressions.Resolution.Absent absent -> {
        if (!mayBeAbsent) {
          problems.add(scalar.line(), key, absent.why());
        }
        yield Optional.empty();
      }
      case Expressions.Resolution.Malformed malformed -> {
        problems.add(scalar.line(), key, malformed.why());
        yield Optional.empty();
      }
    };
  }
}
