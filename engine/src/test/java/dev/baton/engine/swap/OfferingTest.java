package dev.baton.engine.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.EngineListener;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OfferingTest {
  private static final int ROUNDS = 40;

  @AutoClose private static PostgresServer server;
  private static TestLink link;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "offering").onBoth("create table item (id int primary key)");
    link.provision();
  }

  private static Engine blue() {
    Settings settings = link.settings("blue");
    LinkSuccession succession = new LinkSuccession(settings, InstantSource.system());
    Engine engine =
        Engine.start(
            settings,
            new EngineListener() {
              @Override
              public void streaming(Engine engine) {}

              @Override
              public void notice(String sentence) {}
            },
            succession);
    succession.attach(engine);
    return engine;
  }

  @Test
  void ofTwoEnginesThatAskAtOnceOneHasTheSwapAndTheOtherIsRefused() throws Exception {
    try (Engine blue = blue();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        CyclicBarrier together = new CyclicBarrier(2);
        List<Callable<Boolean>> engines =
            List.of(() -> offers("green", together), () -> offers("red", together));
        int offered = 0;
        for (Future<Boolean> engine : threads.invokeAll(engines)) {
          offered += engine.get() ? 1 : 0;
        }
        assertThat(offered).as("round %d, of %s", round, blue.engineId()).isEqualTo(1);
        link.onBoth("delete from baton.handover");
      }
    }
  }

  private static boolean offers(String engine, CyclicBarrier together) throws Exception {
    Settings settings = link.settings(engine);
    InstantSource clock = InstantSource.system();
    SwapTerms terms = SwapTerms.of(settings.swap()).from("blue");
    together.await(30, TimeUnit.SECONDS);
    try {
      Optional<Swap> swap = Swap.offer(settings, terms, clock, new LinkSuccession(settings, clock));
      assertThat(swap).as("blue has the link").isPresent();
      swap.get().close();
      return true;
    } catch (BatonException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.REFUSED);
      assertThat(e.getMessage()).contains(" holds stream ");
      return false;
    }
  }
}
