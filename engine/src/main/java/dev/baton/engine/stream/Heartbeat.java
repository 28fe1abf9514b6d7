package dev.baton.engine.stream;

import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.spi.SourceSite;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The message that moves an idle source's position on. It travels in the trail like any
 * transaction, is applied as a row of the applied log without changes, and so lets the slot forget
 * trail. It decides nothing: a forged one only adds such a row.
 */
final class Heartbeat {
  /** What the prefixes of all of Baton's messages begin with. */
  static final String MESSAGES = "baton.";

  private static final String PREFIX = "baton.heartbeat";

  /** Written by a comparison of both sites, which waits until it has come through. */
  private static final String VERIFY_PREFIX = "baton.verify";

  private final byte[] content;

  Heartbeat(StreamSettings settings) {
    this.content = (settings.link() + " " + settings.name()).getBytes(StandardCharsets.UTF_8);
  }

  void write(SourceSite source) {
    source.writeMessage(PREFIX, content);
  }

  boolean isOurs(Message message) {
    return message.prefix().equals(PREFIX) && Arrays.equals(message.content(), content);
  }

  /** Whether the message only asks that the stream's position move past it. */
  boolean movesPosition(Message message) {
    return isOurs(message) || message.prefix().equals(VERIFY_PREFIX);
  }
}
