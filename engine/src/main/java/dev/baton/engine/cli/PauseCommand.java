package dev.baton.engine.cli;

import dev.baton.engine.cli.control.EngineControl.Wanted;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton pause}: streams stop reading and applying, and stay owned. */
@Command(
    name = "pause",
    description =
        "Pauses all streams of the running engine, or one: it applies what is in hand, commits, and waits.",
    footer = {
      "",
      "With no engine running the wish is written down for the next one.",
      "",
      "Examples:",
      "  baton pause -c shop.yaml",
      "  baton pause -c shop.yaml --stream 'east->west'"
    })
final class PauseCommand implements Callable<Integer> {
  @Mixin private LinkOptions link;
  @Mixin private ControlOptions control;

  @Override
  public Integer call() throws InterruptedException {
    return control.apply(link, Wanted.PAUSED);
  }
}
