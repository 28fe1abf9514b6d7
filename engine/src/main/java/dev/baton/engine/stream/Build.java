package dev.baton.engine.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote down of this program. */
final class Build {
  private static final String RESOURCE = "/dev/baton/engine/build.properties";
  private static final String VERSION = read("version");

  private Build() {}

  /** The version of the release. */
  static String version() {
    return VERSION;
  }

  private static String read(String key) {
    try (InputStream stream = Build.class.getResourceAsStream(RESOURCE)) {
      Properties build = new Properties();
      build.load(stream);
      return build.getProperty(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
