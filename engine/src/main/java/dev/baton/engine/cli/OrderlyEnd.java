package dev.baton.engine.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends an engine in order when the process is told to end by SIGTERM or SIGINT. The JVM answers a
 * signal with an exit code of its own; an engine that did as it was told exits 0, so the hook halts
 * with the engine's code.
 */
final class OrderlyEnd {
  /** The promise is ten seconds; the rest is for the JVM. */
  private static final Duration LONGEST = Duration.ofSeconds(9);

  private final Runnable shutdown;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  /** Installs itself in the runtime. */
  OrderlyEnd(Runnable shutdown) {
    this.shutdown = shutdown;
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("orderly-end").unstarted(this::end));
  }

  /** Says that the engine is gone and all is closed, and what the process is to exit with. */
  void over(int code) {
    exitCode.complete(code);
  }

  private void end() {
    if (exitCode.isDone()) {
      return;
    }
    try {
      // Beside this thread: an end that hangs must not outlast the promise.
      Thread.ofPlatform().name("orderly-end/engine").daemon().start(shutdown);
      Runtime.getRuntime().halt(exitCode.get(LONGEST.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // Nothing is lost: what is not committed is applied by the next start.
      Runtime.getRuntime().halt(ExitCode.UNAVAILABLE);
    }
  }
}
