package dev.baton.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${env:NAME}} and {@code ${file:PATH}} in a value; {@code $${} stands for a
 * literal {@code ${}. What an expression gives is not looked through for further expressions.
 */
final class Expressions {
  /** Far above any password or certificate; keeps a mistaken path from filling the heap. */
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\$\\{|\\$\\{(?<kind>env|file):(?<name>[^${}]+)}|\\$\\{");

  /** What became of a value. */
  sealed interface Resolution {
    record Resolved(String value) implements Resolution {}

    /** The expression is sound, but what it points at is not there. */
    record Absent(String why) implements Resolution {}

    record Malformed(String why) implements Resolution {}
  }

  private final Map<String, String> environment;

  Expressions(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  Resolution resolve(String written) {
    Matcher matcher = EXPRESSION.matcher(written);
    StringBuilder value = new StringBuilder();
    while (matcher.find()) {
      Resolution part = part(matcher);
      if (!(part instanceof Resolution.Resolved resolved)) {
        return part;
      }
      matcher.appendReplacement(value, Matcher.quoteReplacement(resolved.value()));
    }
    return new Resolution.Resolved(matcher.appendTail(value).toString());
  }

  private Resolution part(Matcher matcher) {
    if (matcher.group().equals("$${")) {
      return new Resolution.Resolved("${");
    }
    if (matcher.group("kind") == null) {
      return new Resolution.Malformed(
          "expected ${env:NAME} or ${file:PATH}; a literal ${ is written $${");
    }
    String name = matcher.group("name");
    return matcher.group("kind").equals("env") ? variable(name) : file(name);
  }

  private Resolution variable(String name) {
    String value = environment.get(name);
    return value == null
        ? new Resolution.Absent(
            "environment variable " + Shown.text(name) + " is not set; set it before the start")
        : new Resolution.Resolved(value);
  }

  private static Resolution file(String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      return new Resolution.Malformed("expected a path after file:");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        return new Resolution.Malformed("expected a path without '..'; write it from the root");
      }
    }
    // A pipe or a device would be read for ever.
    if (!Files.isRegularFile(path)) {
      return new Resolution.Absent("file " + Shown.text(name) + " is missing or no regular file");
    }
    return contents(path);
  }

  private static Resolution contents(Path path) {
    String shown = Shown.text(path.toString());
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        return new Resolution.Malformed("file " + shown + " is larger than 64KiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Editors end a file with a newline; no password is meant to hold it.
      return new Resolution.Resolved(text.replaceFirst("\\r?\\n\\z", ""));
    } catch (CharacterCodingException e) {
      return new Resolution.Malformed("file " + shown + " is not UTF-8 text");
    } catch (IOException e) {
      return new Resolution.Absent("file " + shown + " cannot be read by this user");
    }
  }
}
