package dev.baton.engine.cli;

import dev.baton.engine.swap.Agreement;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells {@code --version} what the build wrote down. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "/dev/baton/engine/build.properties";

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream stream = Version.class.getResourceAsStream(RESOURCE)) {
      Properties build = new Properties();
      build.load(stream);
      return new String[] {
        "baton " + build.getProperty("version"),
        "protocol " + Agreement.PROTOCOL,
        "Java " + Runtime.version()
      };
    }
  }
}
