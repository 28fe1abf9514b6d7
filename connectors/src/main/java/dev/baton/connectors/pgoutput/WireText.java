package dev.baton.connectors.pgoutput;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text in the messages of logical replication. The buffers have arrays. */
final class WireText {
  private WireText() {}

  /** The next {@code length} bytes. */
  static String text(ByteBuffer message, int length) {
    int start = message.position();
    message.position(start + length);
    return new String(
        message.array(), message.arrayOffset() + start, length, StandardCharsets.UTF_8);
  }

  /** A name, ended by a zero. */
  static String string(ByteBuffer message) {
    int length = 0;
    while (message.get(message.position() + length) != 0) {
      length++;
    }
    String string = text(message, length);
    message.get();
    return string;
  }
}
