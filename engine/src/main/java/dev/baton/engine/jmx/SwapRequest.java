package dev.baton.engine.jmx;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;

/** How an operator at a console has the engine replaced. Any thread. */
@FunctionalInterface
public interface SwapRequest {

  /** For an engine that does not know how it was started. */
  SwapRequest NONE =
      id -> {
        throw new BatonException(
            ErrorCode.REFUSED,
            "this engine cannot start another; use 'baton swap -c FILE --to %s'".formatted(id));
      };

  /**
   * Starts a new engine that takes the link over.
   *
   * @return a sentence that says what was started
   * @throws BatonException REFUSED when it cannot, with every reason
   */
  String to(String engineId);
}
