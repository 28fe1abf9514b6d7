package dev.baton.connectors.assembly;

/**
 * A large transaction was handed on early, and should not have been. Nothing of it is committed at
 * the target, since its end was not handed on: it has to be read again, and to its end first.
 */
public final class EarlyGivenUp extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code why}: what came that nothing early can have in it. */
  public EarlyGivenUp(String why) {
    super(why, null, false, false);
  }
}
