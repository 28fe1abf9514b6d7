package dev.baton.engine.cli.demo;

import dev.baton.engine.cli.swap.SwapEvent;
import dev.baton.engine.cli.text.Terminal;
import dev.baton.engine.cli.text.TextTable;
import dev.baton.protocol.handover.Step;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells the demo to people: a line for each step with the time since the start, a progress bar
 * where there is a terminal, and the report. One thread.
 */
public final class DemoText implements Consumer<DemoEvent> {
  private final PrintWriter out;
  private final long begunNanos = System.nanoTime();
  private Optional<ProgressBar> bar = Optional.empty();

  public DemoText(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(DemoEvent event) {
    switch (event) {
      case DemoEvent.Starting starting -> {
        out.println(
            "Two live PostgreSQL databases, kept in step both ways while both are written to.");
        out.println();
        step("two embedded PostgreSQL servers start, durable: fsync and synchronous commit are on");
      }
      case DemoEvent.SitesUp up ->
          step(
              "east (%s) and west (%s) hold the same bank: %,d branches, %,d accounts"
                  .formatted(port(up.eastUrl()), port(up.westUrl()), up.branches(), up.accounts()));
      case DemoEvent.Provisioned provisioned ->
          step("provisioned: tables, publications, slots, grants");
      case DemoEvent.Streaming streaming -> step(streaming.line());
      case DemoEvent.TrafficStarted started -> {
        step(
            "applications write %,d transactions a second at each site, for %d s"
                .formatted(started.ratePerSite(), started.seconds()));
        bar = progress(started.seconds());
      }
      case DemoEvent.Sample sample -> bar.ifPresent(shown -> show(shown, sample));
      case DemoEvent.EngineKilled killed ->
          step("SIGKILL for the engine (pid %d); the applications go on".formatted(killed.pid()));
      case DemoEvent.Swapping swapping -> swap(swapping.swap());
      case DemoEvent.TrafficStopped stopped -> {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
        step(
            "the applications end: %,d writes acknowledged, %,d failed"
                .formatted(stopped.acknowledged(), stopped.failed()));
      }
      case DemoEvent.Level level ->
          step("both sites are level, %d ms later".formatted(level.tookMillis()));
      case DemoEvent.Finished finished -> report(finished.result());
      case DemoEvent.Kept kept -> {
        out.println();
        out.println("Everything goes on until you press Ctrl-C:");
        out.println(
            "  east    "
                + kept.eastUrl()
                + "  user "
                + EmbeddedSite.ADMINISTRATOR
                + ", no password");
        out.println(
            "  west    "
                + kept.westUrl()
                + "  user "
                + EmbeddedSite.ADMINISTRATOR
                + ", no password");
        out.println("  engine  pid " + kept.pid());
        out.println("  look    baton status -c " + kept.settingsFile() + " --watch");
      }
    }
    out.flush();
  }

  private void swap(SwapEvent event) {
    switch (event) {
      case SwapEvent.Starting one ->
          step(
              "baton swap --to %s: the engine is replaced while it runs; engine %s starts (pid %d)"
                  .formatted(one.engine(), one.engine(), one.pid()));
      case SwapEvent.Moved one -> moved(one);
      case SwapEvent.Done one -> step(one.sentence());
      case SwapEvent.Unfinished one -> step(one.reason());
      case SwapEvent.Aborted one -> step(one.reason());
      case SwapEvent.Note one -> step(one.sentence());
      case SwapEvent.Following one -> {}
      case SwapEvent.Waiting one -> {}
    }
  }

  private void moved(SwapEvent.Moved one) {
    switch (Step.valueOf(one.step())) {
      case WARM_UP -> step("%s  read along from a position of its own".formatted(one.stream()));
      case TAKE_OVER -> step("%s  handed over at a commit boundary".formatted(one.stream()));
      default -> {}
    }
  }

  private void step(String sentence) {
    double seconds = (System.nanoTime() - begunNanos) / 1e9;
    out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, sentence));
  }

  private void report(DemoResult result) {
    step("%,d rows in %d tables compared at both sites".formatted(result.rows(), result.tables()));
    out.println();
    TextTable sites = new TextTable("SITE", "ACKNOWLEDGED", "MISSING", "UNEXPLAINED", "UNBALANCED");
    for (LedgerCheck check : result.sites()) {
      sites.row(
          check.site(),
          "%,d".formatted(result.acknowledged().getOrDefault(check.site(), 0L)),
          check.missing(),
          check.unexplained(),
          check.unbalanced());
    }
    sites.print(out);
    out.println();
    TextTable lag = new TextTable("COMMIT TO COMMIT", "MEDIAN", "99 %", "LONGEST");
    result.lag().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(entry -> lag.row(cells(entry.getKey(), entry.getValue())));
    lag.row(cells("an application's write", result.writeTook()));
    lag.print(out);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "For %.1f s there was no engine; what was written meanwhile arrived afterwards.",
            result.withoutEngineMillis() / 1e3));
    out.println(
        String.format(
            Locale.ROOT,
            "The swap held no stream up for more than %.1f ms.",
            result.stallMillis()));
    out.println();
    verdict(result.identical(), "Both sites are identical.", "The sites DIFFER.");
    verdict(
        result.sites().stream().allMatch(LedgerCheck::passed),
        "Every acknowledged write is on both sites exactly once.",
        "Acknowledged writes are MISSING, or there are writes nobody made.");
    verdict(
        result.failed() == 0,
        "No application write failed.",
        "%,d application writes FAILED, the first with: %s"
            .formatted(result.failed(), result.firstFailure()));
    if (result.engineExit() != 0) {
      out.println("The engine exited " + result.engineExit() + " when it was swapped for another.");
    }
  }

  private void verdict(boolean good, String yes, String no) {
    out.println(good ? yes : no);
  }

  private static Object[] cells(String name, Lag lag) {
    return new Object[] {
      name, millis(lag.p50Millis()), millis(lag.p99Millis()), millis(lag.maxMillis())
    };
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%,.1f ms", millis);
  }

  private static String port(String url) {
    return "port " + url.replaceFirst(".*:([0-9]+)/.*", "$1");
  }

  private static Optional<ProgressBar> progress(long seconds) {
    return Terminal.errors()
        ? Optional.of(
            new ProgressBarBuilder()
                .setTaskName("traffic")
                .setInitialMax(seconds)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" s", 1)
                .build())
        : Optional.empty();
  }

  private static void show(ProgressBar bar, DemoEvent.Sample sample) {
    bar.stepTo(sample.second());
    bar.setExtraMessage(
        "%,d writes, lag %s ms".formatted(sample.acknowledged(), sample.lagMillis()));
  }
}
