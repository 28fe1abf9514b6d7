package dev.baton.engine.cli.swap;

import dev.baton.engine.cli.swap.SwapEvent.Aborted;
import dev.baton.engine.cli.swap.SwapEvent.Done;
import dev.baton.engine.cli.swap.SwapEvent.Following;
import dev.baton.engine.cli.swap.SwapEvent.Moved;
import dev.baton.engine.cli.swap.SwapEvent.Note;
import dev.baton.engine.cli.swap.SwapEvent.Starting;
import dev.baton.engine.cli.swap.SwapEvent.Unfinished;
import dev.baton.engine.cli.swap.SwapEvent.Waiting;
import dev.baton.engine.cli.text.TextTable;
import dev.baton.engine.cli.text.Units;
import dev.baton.engine.stream.StatusReport.Blocker;
import dev.baton.engine.swap.Outlook;
import dev.baton.protocol.handover.Step;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells a swap to people, a line for each thing that happens, with the time since its start. */
public final class SwapText implements Consumer<SwapEvent> {
  private static final List<Step> WAY =
      List.of(
          Step.PREPARE,
          Step.WARM_UP,
          Step.SHADOW,
          Step.TOKEN,
          Step.DRAIN,
          Step.CUT,
          Step.TAKE_OVER,
          Step.CONFIRM,
          Step.RETIRE,
          Step.DONE);

  private final PrintWriter out;
  private final boolean picture;
  private final long startedMillis;

  /**
   * @param picture whether to draw how far each stream has come
   * @param startedMillis when the command began
   */
  public SwapText(PrintWriter out, boolean picture, long startedMillis) {
    this.out = out;
    this.picture = picture;
    this.startedMillis = startedMillis;
  }

  @Override
  public void accept(SwapEvent event) {
    switch (event) {
      case Starting one ->
          line(
              event,
              "engine %s starts (pid %d, log %s)".formatted(one.engine(), one.pid(), one.log()));
      case Following one ->
          line(
              event,
              "swap %d: from engine %s to engine %s"
                  .formatted(one.handover(), one.from(), one.to()));
      case Moved one -> {
        Step step = Step.valueOf(one.step());
        line(
            event,
            "%s  %s%-9s  %s"
                .formatted(one.stream(), picture ? bar(step) + " " : "", step, words(step)));
      }
      case Waiting one -> waiting(one);
      case Note one -> line(event, one.sentence());
      case Done one -> out.println(one.sentence());
      case Unfinished one -> out.println(one.reason());
      case Aborted one -> out.println(one.reason());
    }
    out.flush();
  }

  private void line(SwapEvent event, String text) {
    double seconds = Math.max(0, event.atMillis() - startedMillis) / 1000.0;
    out.println(String.format(Locale.ROOT, "%7.2f s  %s", seconds, text));
  }

  private void waiting(Waiting event) {
    if (event.blockers().isEmpty()) {
      line(event, "nothing is waited for any more");
    }
    for (Blocker one : event.blockers()) {
      line(event, "waits for " + blocker(one));
    }
  }

  private static String blocker(Blocker one) {
    return "%s pid %d, user %s, open for %s: %s"
        .formatted(one.site(), one.pid(), one.user(), Units.millis(one.ageMillis()), one.query());
  }

  private static String bar(Step step) {
    int reached = WAY.indexOf(step);
    return reached < 0
        ? "·".repeat(WAY.size())
        : "■".repeat(reached + 1) + "·".repeat(WAY.size() - reached - 1);
  }

  private static String words(Step step) {
    return switch (step) {
      case PREPARE -> "the new engine opens a read position of its own";
      case WARM_UP -> "it reads along until it is level";
      case SHADOW -> "the work of both engines is compared";
      case TOKEN -> "a token marks the trail and lists what is open";
      case DRAIN -> "what was open is waited for, where it must be";
      case CUT -> "the current engine is asked to hand over";
      case TAKE_OVER -> "the new engine owns it";
      case CONFIRM -> "the new engine has applied its first transaction";
      case RETURN -> "the new engine is asked to hand back";
      case RETIRE -> "the former engine leaves";
      case DONE -> "done";
      case ABORTED -> "aborted: the former engine owns it";
    };
  }

  /** What a swap would meet. */
  public static void outlook(Outlook outlook, String link, String to, PrintWriter out) {
    out.println(
        outlook
            .owner()
            .map(owner -> "link %s, from engine %s to engine %s".formatted(link, owner, to))
            .orElse("link %s has no engine; engine %s would take it at once".formatted(link, to)));
    out.println();
    TextTable streams = new TextTable("STREAM", "BEHIND", "TO READ FIRST");
    outlook
        .streams()
        .forEach(
            stream ->
                streams.row(
                    stream.name(),
                    Units.bytes(stream.behindBytes()),
                    Units.bytes(stream.toReadBytes())));
    streams.print(out);
    out.println();
    if (outlook.open().isEmpty()) {
      out.println("no transaction is open at a source");
    } else {
      out.println(
          outlook.waits()
              ? "the swap would wait for these open transactions:"
              : "open transactions, which do not delay it (the new engine reads from a copied position):");
      outlook.open().forEach(one -> out.println("  " + blocker(one)));
    }
    out.println();
    if (outlook.problems().isEmpty()) {
      out.println(
          "nothing stands in the way; about %s until the last stream is cut"
              .formatted(Units.millis(outlook.estimateMillis())));
    } else {
      out.println("it would be refused:");
      outlook.problems().forEach(problem -> out.println("  " + problem));
    }
    out.flush();
  }
}
