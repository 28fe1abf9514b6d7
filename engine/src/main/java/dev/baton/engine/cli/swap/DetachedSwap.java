package dev.baton.engine.cli.swap;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.swap.Compatibility;
import dev.baton.engine.swap.Newcomer;
import dev.baton.engine.swap.Outlook;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.engine.swap.SwapTerms;
import dev.baton.engine.swap.SwapView;
import java.util.List;
import java.util.Optional;

/** A swap that nobody follows: an engine is started beside the running one, and left to itself. */
public final class DetachedSwap {
  private DetachedSwap() {}

  /**
   * Starts it, where nothing stands in the way.
   *
   * @param current the engine that is to be replaced
   * @return a sentence for whoever asked
   * @throws BatonException REFUSED with every reason why not
   */
  public static synchronized String start(NextEngine next, String current) {
    if (next.id().equals(current)) {
      throw new BatonException(ErrorCode.REFUSED, Outlook.alreadyThere(current));
    }
    try (SwapView view = new SwapView(next.settings())) {
      Optional<SwapPicture> open = view.latest().filter(swap -> !swap.isSettled());
      if (open.isPresent()) {
        throw new BatonException(ErrorCode.REFUSED, Outlook.held(open.get()));
      }
      Newcomer newcomer = next.newcomer();
      List<String> problems = next.problems(newcomer, view);
      if (!problems.isEmpty()) {
        throw new BatonException(ErrorCode.REFUSED, Compatibility.sentence(newcomer, problems));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatonException(ErrorCode.REFUSED, "interrupted before anything was started", e);
    }
    DetachedEngine engine = next.start(SwapTerms.of(next.settings().swap()));
    return "engine %s starts to take link %s over from engine %s (pid %d, log %s); follow it by 'baton status' or the Handover bean"
        .formatted(next.id(), next.settings().link(), current, engine.pid(), engine.log());
  }
}
