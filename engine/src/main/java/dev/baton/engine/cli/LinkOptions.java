package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.config.SettingsReader;
import dev.baton.config.StreamName;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option {@code -c} that every command on a link takes. */
final class LinkOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "the settings file of the link")
  private Path file;

  /** Reads the file; throws {@link dev.baton.config.SettingsException} with every problem of it. */
  Settings settings() {
    return SettingsReader.read(file);
  }

  /** The file itself. */
  Path file() {
    return file;
  }

  /** The stream of that name; any other name is a mistake in the command. */
  StreamName stream(Settings settings, String written) {
    return StreamName.parse(written)
        .filter(settings.replicate().streams()::contains)
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "link %s has no stream '%s'; it has %s"
                        .formatted(
                            settings.link(),
                            written,
                            settings.replicate().streams().stream()
                                .map(StreamName::toString)
                                .collect(Collectors.joining(", ")))));
  }
}
