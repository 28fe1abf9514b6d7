package dev.baton.engine.cli;

import dev.baton.engine.cli.control.EngineControl.Wanted;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baton resume}: streams go on after a pause, a stop or a failure. */
@Command(
    name = "resume",
    description = "Lets all streams go on, or one, after a pause, a stop or a failure.",
    footer = {
      "",
      "Exits 1 when no engine runs that could go on: start one with 'baton run'.",
      "",
      "Examples:",
      "  baton resume -c shop.yaml",
      "  baton resume -c shop.yaml --stream 'east->west'"
    })
final class ResumeCommand implements Callable<Integer> {
  @Mixin private LinkOptions link;
  @Mixin private ControlOptions control;

  @Override
  public Integer call() throws InterruptedException {
    return control.apply(link, Wanted.RUNNING);
  }
}
