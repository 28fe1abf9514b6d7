package dev.baton.engine.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets how much is logged. Where logs go stands in {@code logback.xml}: standard error, unless the
 * operator names another file with {@code -Dlogback.configurationFile}.
 */
final class Logging {
  private Logging() {}

  /**
   * Libraries warn; Baton warns too, but tells its decisions while an engine runs.
   *
   * @param verbose Baton debugs and libraries inform
   * @param engine whether this process is an engine
   */
  static void configure(boolean verbose, boolean engine) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    // An operator who brought a configuration has chosen the levels in it.
    if (System.getProperty("logback.configurationFile") == null || verbose) {
      level(Logger.ROOT_LOGGER_NAME).setLevel(verbose ? Level.INFO : Level.WARN);
      // What ends a reader reaches the stream with a name; Debezium's own words may quote rows.
      level("io.debezium").setLevel(verbose ? Level.INFO : Level.OFF);
      level("dev.baton").setLevel(verbose ? Level.DEBUG : engine ? Level.INFO : Level.WARN);
    }
  }

  private static Logger level(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
