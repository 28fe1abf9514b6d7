package dev.baton.connectors.debezium;

/**
 * The text a converter returns for a large value the trail left out. It is told by identity: no
 * value of a row can be this object, whatever its characters.
 */
public final class UnchangedText {
  /** The marker; compare with {@code ==}. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  public static final String MARKER = new String("unchanged");

  private UnchangedText() {}
}
