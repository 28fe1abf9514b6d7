package dev.baton.connectors.postgresql;

import dev.baton.config.SiteSettings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import io.debezium.DebeziumException;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/** Names why reading a PostgreSQL trail ended, from what its reader threw. */
final class ReadFailure {
  private static final int DEEPEST = 20;

  private final SiteSettings site;
  private final String slot;

  ReadFailure(SiteSettings site, String slot) {
    this.site = site;
    this.slot = slot;
  }

  BatonException named(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      switch (cause) {
        case BatonException own -> {
          return own;
        }
        case SQLException sql -> {
          return fromServer(sql);
        }
        case DebeziumException debezium -> {
          Optional<BatonException> named = fromDebezium(words(debezium));
          if (named.isPresent()) {
            return named.get();
          }
        }
        case EOFException end -> {
          return unreachable(end);
        }
        case DataException data -> {
          return new BatonException(
              ErrorCode.UNSUPPORTED_TYPE,
              words(thrown) + " at " + SiteConnections.place(site) + ": " + data.getMessage());
        }
        case IOException io -> {
          return unreachable(io);
        }
        default -> {}
      }
    }
    String words = thrown == null ? "the reader ended without a reason" : words(thrown);
    return new BatonException(
        ErrorCode.READ_FAILED,
        "reading slot " + slot + " at " + SiteConnections.place(site) + " failed: " + words,
        thrown);
  }

  /** Debezium tells these two apart by their words alone; both name the table. */
  private Optional<BatonException> fromDebezium(String words) {
    if (words.contains("differ only by case")) {
      return Optional.of(
          new BatonException(
              ErrorCode.NOT_REPLICABLE,
              "at site " + SiteConnections.place(site) + ": " + words + " Or exclude the table"));
    }
    if (words.startsWith("Failed to properly convert")) {
      return Optional.of(
          new BatonException(
              ErrorCode.UNSUPPORTED_TYPE,
              words
                  + " at "
                  + SiteConnections.place(site)
                  + "; exclude the table or alter the value"));
    }
    return Optional.empty();
  }

  private BatonException fromServer(SQLException sql) {
    String message = String.valueOf(sql.getMessage());
    if (message.contains("can no longer")
        || message.contains("has already been removed")
        || "42704".equals(sql.getSQLState())) {
      return new BatonException(
          ErrorCode.SLOT_LOST,
          "slot "
              + slot
              + " at "
              + SiteConnections.place(site)
              + " can no longer be read. Compare the sites with 'baton verify', make them equal,"
              + " then 'baton deprovision' and 'baton provision'",
          sql);
    }
    return SiteConnections.translate(sql, site);
  }

  private BatonException unreachable(IOException io) {
    return new BatonException(
        ErrorCode.UNREACHABLE,
        "the connection to site " + SiteConnections.place(site) + " was lost while reading",
        io);
  }

  private static String words(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }
}
