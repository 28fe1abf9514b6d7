package dev.baton.engine.cli.swap;

import dev.baton.config.DurationText;
import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.cli.program.ThisProgram;
import dev.baton.engine.jmx.FreePorts;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.swap.Newcomer;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.engine.swap.SwapView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine that a swap starts.
 *
 * @param file its settings file
 * @param settings what the file says, under the engine's own id
 * @param sharesFile whether the engine that it replaces uses the file too, and its ports
 * @param home the release that it runs; empty for this one
 */
public record NextEngine(Path file, Settings settings, boolean sharesFile, Optional<Path> home) {
  private static final Pattern VERSION = Pattern.compile("(?m)^baton (\\S+)$");
  private static final Pattern PROTOCOL = Pattern.compile("(?m)^protocol (\\d{1,9})$");
  private static final long ANSWER_SECONDS = 30;

  /** Its id. */
  public String id() {
    return settings.engine().id();
  }

  /**
   * What it says of itself to the engine that is to hand over. Asks its program, where that is not
   * this one.
   *
   * @throws BatonException REFUSED when there is no program in {@code home}, or it does not answer
   */
  public Newcomer newcomer() throws InterruptedException {
    if (home.isEmpty()) {
      return Newcomer.ofThisProgram(settings, Engine.programVersion());
    }
    String answer = answer(home.get());
    Matcher version = VERSION.matcher(answer);
    Matcher protocol = PROTOCOL.matcher(answer);
    return new Newcomer(
        settings,
        version.find() ? version.group(1) : "of an unknown version",
        protocol.find() ? Integer.parseInt(protocol.group(1)) : 0);
  }

  /** All that stands in the way of a swap to it; changes nothing. */
  public List<String> problems(Newcomer newcomer, SwapView link) {
    List<String> problems = new ArrayList<>(FreePorts.problems(settings.engine(), sharesFile));
    problems.addAll(link.problems(newcomer));
    return List.copyOf(problems);
  }

  /** Starts it, so that it outlives this process. */
  DetachedEngine start(SwapTerms terms) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "run",
            "-c",
            file.toAbsolutePath().toString(),
            "--engine",
            id(),
            "--take-over",
            "--mode",
            terms.mode().name().toLowerCase(Locale.ROOT),
            "--deadline",
            DurationText.of(terms.deadlineMillis()),
            "--on-deadline",
            terms.policy().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            "--shadow",
            DurationText.of(terms.shadowMillis()),
            "--confirm",
            DurationText.of(terms.confirmMillis())));
    terms.owner().ifPresent(owner -> arguments.addAll(List.of("--owner", owner)));
    return DetachedEngine.start(
        home.map(folder -> ThisProgram.command(folder, arguments))
            .orElseGet(() -> ThisProgram.command(arguments)),
        settings.engine().dataDir().resolve("engine.log"));
  }

  private static String answer(Path home) throws InterruptedException {
    List<String> command = ThisProgram.command(home, List.of("--version"));
    if (!Files.isExecutable(Path.of(command.getFirst()))) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "--engine-home %s holds no bin/baton; name the folder of an unpacked release"
              .formatted(home));
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new BatonException(
            ErrorCode.REFUSED,
            "%s does not tell its version; try it by hand".formatted(String.join(" ", command)));
      }
      return answer;
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "%s cannot be run: %s".formatted(String.join(" ", command), e.getMessage()),
          e);
    }
  }
}
