package dev.baton.connectors.assembly;

/** Says about how much memory row images take. */
public final class ImageBytes {
  /** A reference, a String and its byte array, each with its header. */
  private static final int PER_VALUE = 56;

  private static final int PER_IMAGE = 48;
  private static final int PER_CHANGE = 32;

  private ImageBytes() {}

  /** A change with these images, bytes; either may be {@code null}. */
  public static int ofChange(Object[] before, Object[] after) {
    return PER_CHANGE + ofImage(before) + ofImage(after);
  }

  private static int ofImage(Object[] image) {
    if (image == null) {
      return 0;
    }
    int bytes = PER_IMAGE;
    for (Object value : image) {
      bytes += PER_VALUE + (value instanceof String text ? text.length() : 0);
    }
    return bytes;
  }
}
