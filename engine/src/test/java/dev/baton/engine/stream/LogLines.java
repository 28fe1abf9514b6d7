package dev.baton.engine.stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** All that is logged, by any library, until it is closed. */
final class LogLines implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger pool = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");
  private final Level before = pool.getLevel();
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  static LogLines capture() {
    LogLines lines = new LogLines();
    lines.pool.setLevel(Level.WARN);
    lines.events.start();
    lines.root.addAppender(lines.events);
    return lines;
  }

  /** Messages and what was thrown, causes too. */
  String text() {
    return List.copyOf(events.list).stream()
        .map(
            event ->
                event.getFormattedMessage()
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    root.detachAppender(events);
    pool.setLevel(before);
  }
}
