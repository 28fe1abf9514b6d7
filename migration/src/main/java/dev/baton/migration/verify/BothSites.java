package dev.baton.migration.verify;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** The two sessions of a verification; asks both at once, so that they look at nearly one time. */
record BothSites(SiteSession first, SiteSession second) {

  /** Two answers to one question. */
  record Answers<T>(T first, T second) {}

  SiteSession named(String site) {
    return first.name().equals(site) ? first : second;
  }

  /** Asks the second on a virtual thread while the caller's asks the first. */
  <T> Answers<T> ask(Function<SiteSession, T> ofFirst, Function<SiteSession, T> ofSecond) {
    FutureTask<T> answer = new FutureTask<>(() -> ofSecond.apply(second));
    Thread asking = Thread.ofVirtual().name("verify-" + second.name()).start(answer);
    T own;
    try {
      own = ofFirst.apply(first);
    } catch (RuntimeException e) {
      join(asking);
      throw e;
    }
    return new Answers<>(own, result(answer));
  }

  private static void join(Thread asking) {
    try {
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T result(FutureTask<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BatonException(
          ErrorCode.REFUSED, "the verification was interrupted; start it again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
