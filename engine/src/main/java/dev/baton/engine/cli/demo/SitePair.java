package dev.baton.engine.cli.demo;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Starts two embedded sites side by side. */
final class SitePair {
  private SitePair() {}

  /** East, then west; both are closed with the rest, also when only one of them starts. */
  static List<EmbeddedSite> start(CleanUp cleanUp, Path folder, int eastPort, int westPort)
      throws InterruptedException {
    try (var starters =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("site-starter-", 0).factory())) {
      CompletableFuture<EmbeddedSite> east =
          CompletableFuture.supplyAsync(
              () -> cleanUp.later(EmbeddedSite.start("east", eastPort, folder.resolve("east"))),
              starters);
      CompletableFuture<EmbeddedSite> west =
          CompletableFuture.supplyAsync(
              () -> cleanUp.later(EmbeddedSite.start("west", westPort, folder.resolve("west"))),
              starters);
      return List.of(east.get(), west.get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BatonException known
          ? known
          : new BatonException(ErrorCode.INTERNAL, "the embedded servers do not start", e);
    }
  }
}
