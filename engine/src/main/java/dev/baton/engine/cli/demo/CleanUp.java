package dev.baton.engine.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, the last first, once: when told to, or when the process is interrupted.
 * Any thread.
 */
final class CleanUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Thread hook =
      Thread.ofPlatform().name("demo-interrupted").unstarted(this::interrupted);
  private volatile boolean interrupted;
  private boolean closed;

  CleanUp() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Remembers to close it. What is opened after the end is closed at once. */
  synchronized <T extends AutoCloseable> T later(T resource) {
    if (closed) {
      closeQuietly(resource);
    } else {
      opened.push(resource);
    }
    return resource;
  }

  private void interrupted() {
    interrupted = true;
    closeAll();
  }

  /**
   * Does not return when the process is being interrupted: what fails then fails because everything
   * is closed under it, and nobody wants to hear of it.
   */
  void sleepIfInterrupted() throws InterruptedException {
    if (interrupted) {
      new CountDownLatch(1).await();
    }
  }

  @Override
  public void close() {
    closeAll();
    if (!interrupted) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("interrupted while cleaning up", e);
      }
    }
  }

  private synchronized void closeAll() {
    closed = true;
    while (!opened.isEmpty()) {
      closeQuietly(opened.pop());
    }
  }

  // One that does not close must not keep the others open.
  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("{} does not close", resource, e);
    }
  }
}
