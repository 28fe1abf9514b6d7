package dev.baton.engine.cli;

import dev.baton.config.EngineSettings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.jmx.EngineMBeans;
import dev.baton.engine.jmx.FreePorts;
import dev.baton.engine.jmx.HttpEndpoint;
import dev.baton.engine.jmx.JmxEndpoint;
import dev.baton.engine.jmx.SwapRequest;
import dev.baton.engine.stream.Engine;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.MBeanServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an engine can be watched: its MBeans, and the ports of its settings. An engine that shares
 * them with the one that it replaces opens a port once that one has left it.
 */
final class Endpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
  private static final long LOOK_MILLIS = 200;
  private static final int WARN_EVERY = 300;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final boolean patient;

  private Endpoints(boolean patient) {
    this.patient = patient;
  }

  /**
   * Opens what the settings ask for.
   *
   * @param patient whether a port that is in use is waited for, instead of refused
   * @throws BatonException REFUSED when a port cannot be opened; then none is
   */
  static Endpoints open(
      Engine engine, EngineSettings settings, SwapRequest swaps, boolean patient) {
    Endpoints endpoints = new Endpoints(patient);
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      endpoints.push(EngineMBeans.register(engine, beans, swaps));
      settings.jmx().ifPresent(jmx -> endpoints.add("JMX", () -> JmxEndpoint.open(jmx, beans)));
      settings
          .http()
          .ifPresent(http -> endpoints.add("HTTP", () -> HttpEndpoint.open(http, engine)));
      return endpoints;
    } catch (RuntimeException e) {
      endpoints.close();
      throw e;
    }
  }

  private void add(String name, Supplier<AutoCloseable> opening) {
    try {
      push(opening.get());
    } catch (BatonException e) {
      if (!patient || !FreePorts.isInUse(e)) {
        throw e;
      }
      Thread.ofVirtual().name("port/" + name).start(() -> openBehind(name, opening));
    }
  }

  private void openBehind(String name, Supplier<AutoCloseable> opening) {
    try {
      boolean tryAgain = true;
      for (int looks = 0; tryAgain; looks++) {
        tryAgain =
            !closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && isInUse(name, opening, looks);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("{} is not opened", name, e);
    }
  }

  private boolean isInUse(String name, Supplier<AutoCloseable> opening, int looks) {
    try {
      push(opening.get());
      return false;
    } catch (BatonException e) {
      if (!FreePorts.isInUse(e)) {
        throw e;
      }
      if (looks % WARN_EVERY == 0) {
        log.warn("{} is opened once its port is free: {}", name, e.getMessage());
      }
      return true;
    }
  }

  private synchronized void push(AutoCloseable endpoint) {
    if (closed.getCount() == 0) {
      close(endpoint);
    } else {
      open.push(endpoint);
    }
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    open.forEach(Endpoints::close);
    open.clear();
  }

  private static void close(AutoCloseable endpoint) {
    try {
      endpoint.close();
    } catch (Exception e) {
      log.warn("an endpoint does not close", e);
    }
  }
}
