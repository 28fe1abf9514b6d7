package dev.baton.connectors.spi;

/**
 * An error with a code. Its message reads {@code CODE: the thing, the place, the remedy} and never
 * holds a row's values or a secret.
 */
public final class BatonException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;

  public BatonException(ErrorCode code, String message) {
    super(code + ": " + message);
    this.code = code;
  }

  public BatonException(ErrorCode code, String message, Throwable cause) {
    super(code + ": " + message, cause);
    this.code = code;
  }

  /** What went wrong, for programs. */
  public ErrorCode code() {
    return code;
  }
}
