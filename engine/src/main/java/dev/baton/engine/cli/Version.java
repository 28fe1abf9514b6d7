package dev.baton.engine.cli;

import dev.baton.engine.stream.Engine;
import dev.baton.engine.swap.Agreement;
import picocli.CommandLine.IVersionProvider;

/** Tells {@code --version} what the build wrote down. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "baton " + Engine.programVersion(),
      "protocol " + Agreement.PROTOCOL,
      "Java " + Runtime.version()
    };
  }
}
