package dev.baton.engine.stream;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.progress.AppliedLog;
import dev.baton.engine.progress.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an error only shows that another engine has the stream: an engine that was away meets
 * what its successor took away, such as its slot, before it meets the fence. Stateless.
 */
final class Loss {
  private static final Logger log = LoggerFactory.getLogger(Loss.class);

  private Loss() {}

  /**
   * The error that is behind another one.
   *
   * @param generation under which this engine owned the stream last; 0 for never
   */
  static BatonException behind(
      BatonException shown, StreamSettings settings, TargetSite target, long generation) {
    if (generation == 0 || shown.code().retried() || shown.code() == ErrorCode.FENCED) {
      return shown;
    }
    try (Connection control = target.openControl("look")) {
      Optional<Progress> last = AppliedLog.last(control, settings.name().toString());
      return last.isPresent() && last.get().generation() > generation
          ? new AppliedLog(settings.name().toString(), settings.engine(), generation)
              .fenced(last.get().engine(), last.get().generation())
          : shown;
    } catch (SQLException | BatonException e) {
      log.debug("{}: who owns the stream is not known", settings.name(), e);
      return shown;
    }
  }
}
