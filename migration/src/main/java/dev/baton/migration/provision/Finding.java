package dev.baton.migration.provision;

import dev.baton.connectors.spi.ErrorCode;

/**
 * One thing that provisioning found at a site.
 *
 * @param what the thing and its place, as a sentence without a full stop
 * @param remedy what to do about it
 */
public record Finding(Severity severity, ErrorCode code, String what, String remedy) {

  /** How much it matters. */
  public enum Severity {
    /** Nothing is touched before it is mended. */
    BLOCKER,
    /** Works, but the operator should know. */
    WARNING
  }

  static Finding blocker(ErrorCode code, String what, String remedy) {
    return new Finding(Severity.BLOCKER, code, what, remedy);
  }

  static Finding warning(ErrorCode code, String what, String remedy) {
    return new Finding(Severity.WARNING, code, what, remedy);
  }

  @Override
  public String toString() {
    return switch (severity) {
      case BLOCKER -> code + ": " + what + "; " + remedy;
      case WARNING -> "warning: " + what + "; " + remedy;
    };
  }
}
