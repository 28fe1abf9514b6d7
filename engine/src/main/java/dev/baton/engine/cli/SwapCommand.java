package dev.baton.engine.cli;

import dev.baton.config.Settings;
import dev.baton.config.SettingsReader;
import dev.baton.engine.cli.control.EngineVersions;
import dev.baton.engine.cli.program.NamedEngine;
import dev.baton.engine.cli.swap.NextEngine;
import dev.baton.engine.cli.swap.Outcome;
import dev.baton.engine.cli.swap.ReportFile;
import dev.baton.engine.cli.swap.SwapCourse;
import dev.baton.engine.cli.swap.SwapEvent;
import dev.baton.engine.cli.swap.SwapJson;
import dev.baton.engine.cli.swap.SwapText;
import dev.baton.engine.cli.text.Terminal;
import dev.baton.engine.swap.Compatibility;
import dev.baton.engine.swap.Newcomer;
import dev.baton.engine.swap.Outlook;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.engine.swap.SwapView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton swap}: replaces the running engine by another, while applications write. */
@Command(
    name = "swap",
    description =
        "Starts a new engine beside the running one and hands the link's streams over to it, while applications go on writing. Follows the swap to its end, which does not need this command: it goes on when this is interrupted.",
    footer = {
      "",
      "Exits 0 when the new engine owns every stream and the old one has gone, 1 when the swap was aborted",
      "and the old engine is in charge, also where --abort asked for that (too late, it follows the swap to",
      "its end: 0). Also 1 when nothing moves any more and the swap is not at its end: the last line says",
      "what is so. 2 when settings or versions do not go together.",
      "",
      "Examples:",
      "  baton swap -c shop.yaml --to green --dry-run",
      "  baton swap -c shop.yaml --to green",
      "  baton swap -c shop.yaml --to green --to-config green.yaml --engine-home /opt/baton-0.2.0",
      "  baton swap -c shop.yaml --to green --confirm 5m --report swap.json",
      "  baton swap -c shop.yaml --to green --mode fence      the running engine hangs",
      "  baton swap -c shop.yaml --abort",
      "  baton swap -c shop.yaml --check-report swap.json"
    })
final class SwapCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LinkOptions link;

  @ArgGroup(multiplicity = "1")
  private What what;

  @Mixin private TermsOptions terms;

  @Option(
      names = "--to-config",
      paramLabel = "FILE2",
      description = "the new engine's settings, where they are not in FILE")
  private Path toConfig;

  @Option(
      names = "--engine-home",
      paramLabel = "DIR",
      description = "run another release as the new engine: the folder it is unpacked in")
  private Path engineHome;

  @Option(
      names = "--from",
      paramLabel = "KIND",
      defaultValue = "baton",
      description = "what replicates now; only 'baton' is supported (default: baton)")
  private String from;

  @Option(
      names = "--dry-run",
      description = "look at what the swap would meet and how long it would take; touch nothing")
  private boolean dryRun;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write the signed hand-off report when the swap has ended")
  private Path report;

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  private final InstantSource clock = InstantSource.system();

  /** What is to be done; one of them. */
  static final class What {
    @Option(
        names = "--to",
        paramLabel = "ID",
        description = "swap to a new engine of that id",
        required = true)
    private String to;

    @Option(
        names = "--resume",
        description = "go on with a swap that was interrupted",
        required = true)
    private boolean resume;

    @Option(
        names = "--abort",
        description = "undo a swap under way: before its first cut, or while --confirm lasts",
        required = true)
    private boolean abort;

    @Option(
        names = "--check-report",
        paramLabel = "FILE",
        description = "tell whether a hand-off report is genuine",
        required = true)
    private Path checked;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!from.equals("baton")) {
      throw wrong("--from is '%s'; only 'baton' is supported so far".formatted(from));
    }
    if (dryRun && what.to == null) {
      throw wrong("--dry-run goes with --to only");
    }
    Settings settings = link.settings();
    if (what.checked != null) {
      return check(settings);
    }
    if (report != null) {
      ReportFile.requireWritable(report);
    }
    if (what.to != null) {
      NextEngine next = next(what.to);
      return dryRun ? dryRun(next) : begin(settings, next);
    }
    return what.resume ? resume(settings) : abort(settings);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int check(Settings settings) {
    boolean genuine = ReportFile.isGenuine(what.checked, settings);
    out()
        .println(
            genuine
                ? "%s is genuine: it was written for link %s and nothing in it was changed"
                    .formatted(what.checked, settings.link())
                : "%s is not genuine: it was not written for link %s, or was changed since"
                    .formatted(what.checked, settings.link()));
    return genuine ? ExitCode.DONE : ExitCode.NO;
  }

  private NextEngine next(String id) {
    Path file = toConfig == null ? link.file() : toConfig;
    Settings settings =
        NamedEngine.in(SettingsReader.read(file), id)
            .orElseThrow(() -> wrong("--to is '%s'; %s".formatted(id, NamedEngine.EXPECTED)));
    return new NextEngine(file, settings, toConfig == null, Optional.ofNullable(engineHome));
  }

  private int dryRun(NextEngine next) throws InterruptedException {
    Outlook outlook = outlook(next);
    if (json) {
      out().println(SwapJson.outlook(outlook, next.id()));
      out().flush();
    } else {
      SwapText.outlook(outlook, next.settings().link(), next.id(), out());
    }
    return outlook.problems().isEmpty() ? ExitCode.DONE : ExitCode.NO;
  }

  private Outlook outlook(NextEngine next) throws InterruptedException {
    Newcomer newcomer = next.newcomer();
    try (SwapView link = new SwapView(next.settings())) {
      return Outlook.of(
          newcomer, terms.over(next.settings().swap()), next.problems(newcomer, link));
    }
  }

  private int begin(Settings settings, NextEngine next) throws InterruptedException {
    Newcomer newcomer = next.newcomer();
    SwapTerms wanted = terms.over(next.settings().swap());
    try (SwapCourse course = new SwapCourse(next.settings(), clock, events())) {
      List<String> held =
          course.view().latest().filter(swap -> !swap.isSettled()).stream()
              .map(Outlook::held)
              .toList();
      if (!held.isEmpty()) {
        return refused(held.getFirst(), next, ExitCode.NO);
      }
      if (course.view().streams().stream()
          .anyMatch(stream -> course.view().owner(stream).equals(Optional.of(next.id())))) {
        return refused(Outlook.alreadyThere(next.id()), next, ExitCode.USAGE);
      }
      List<String> problems = next.problems(newcomer, course.view());
      if (!problems.isEmpty()) {
        return refused(Compatibility.sentence(newcomer, problems), next, ExitCode.USAGE);
      }
      Map<String, String> versions = versions(settings);
      versions.put(next.id(), newcomer.version());
      return conclude(settings, versions, () -> course.begin(next, wanted));
    }
  }

  private int resume(Settings settings) throws InterruptedException {
    try (SwapCourse course = new SwapCourse(settings, clock, events())) {
      Optional<SwapPicture> last = course.view().latest();
      if (last.isEmpty() || last.get().isSettled()) {
        return nothing(settings, last);
      }
      NextEngine next = next(last.get().terms().to());
      return conclude(
          settings,
          versions(settings),
          () -> course.resume(last.get(), next, SwapTerms.of(last.get(), next.settings().swap())));
    }
  }

  private int abort(Settings settings) throws InterruptedException {
    try (SwapCourse course = new SwapCourse(settings, clock, events())) {
      Optional<SwapPicture> last = course.view().latest();
      if (last.isEmpty() || last.get().isSettled()) {
        return nothing(settings, last);
      }
      return conclude(settings, versions(settings), () -> course.abort(last.get()));
    }
  }

  private static String ending(SwapPicture swap) {
    return swap.isDone()
        ? "swap %d is done, engine %s has every stream".formatted(swap.id(), swap.terms().to())
        : "swap %d was aborted (%s), engine %s kept every stream"
            .formatted(swap.id(), swap.first().ending().reason(), swap.terms().from());
  }

  private interface Course {
    Outcome run() throws InterruptedException;
  }

  /** By engine, for the report; asked before one of them has gone. */
  private Map<String, String> versions(Settings settings) {
    return report == null ? new TreeMap<>() : new TreeMap<>(EngineVersions.read(settings));
  }

  private int conclude(Settings settings, Map<String, String> versions, Course course)
      throws InterruptedException {
    Outcome outcome;
    try (Interruption interruption = new Interruption(spec.commandLine().getErr())) {
      outcome = course.run();
    }
    if (report != null && outcome.swap().isPresent()) {
      ReportFile.write(report, settings, outcome.swap().get(), versions, clock);
    }
    return outcome.handedOver() ? ExitCode.DONE : ExitCode.NO;
  }

  private Consumer<SwapEvent> events() {
    return json ? new SwapJson(out()) : new SwapText(out(), Terminal.output(), clock.millis());
  }

  private int refused(String sentence, NextEngine next, int exitCode) {
    if (json) {
      new SwapJson(out())
          .accept(new SwapEvent.Aborted(clock.millis(), Optional.empty(), "", next.id(), sentence));
    }
    spec.commandLine().getErr().println("baton: " + sentence);
    return exitCode;
  }

  /** No swap is under way; tells how the last one ended. */
  private int nothing(Settings settings, Optional<SwapPicture> last) {
    String sentence =
        last.map(swap -> "no swap is under way: " + ending(swap))
            .orElse("no swap of link %s is under way".formatted(settings.link()));
    if (json) {
      new SwapJson(out()).accept(new SwapEvent.Note(clock.millis(), sentence));
    } else {
      out().println(sentence);
    }
    return last.filter(SwapPicture::isDone).isPresent() ? ExitCode.DONE : ExitCode.NO;
  }
}
