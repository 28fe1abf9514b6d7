package dev.baton.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.site.PostgresSite;
import java.time.Duration;

/**
 * Baton with its default settings, both streams running, paused and resumed as an operator does.
 */
final class BatonContender implements Contender {

  private static final String STREAM = "east->west";
  private final LinkFixture link;

  BatonContender(LinkFixture link) {
    this.link = link;
  }

  @Override
  public String name() {
    return "baton";
  }

  @Override
  public PostgresSite target() {
    return link.west();
  }

  @Override
  public String slot() {
    return link.slot(STREAM);
  }

  @Override
  public void halt() {
    BatonProgram.done("pause", "-c", link.settingsFile().toString(), "--stream", STREAM);
    await("the pause")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                link.west()
                    .value("select state from baton.stream_status where stream = '" + STREAM + "'")
                    .equals("PAUSED"));
  }

  /** What 'baton resume' writes, without the time its process takes to start. */
  @Override
  public void go() {
    link.west()
        .execute(
            "update baton.stream set desired_state = 'RUNNING' where stream = '" + STREAM + "'",
            "notify baton_control");
  }
}
