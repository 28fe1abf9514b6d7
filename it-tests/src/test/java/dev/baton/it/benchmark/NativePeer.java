package dev.baton.it.benchmark;

import java.util.Locale;
import java.util.Map;

/**
 * One way to run PostgreSQL's own replication.
 *
 * @param name how the report calls it
 * @param options of the subscription, where they are not the default
 */
record NativePeer(String name, Map<String, String> options) {

  /** As it is without any option. */
  static final NativePeer DEFAULT = new NativePeer("native", Map.of());

  /** Applies a large transaction while it is still being read. */
  static final NativePeer PARALLEL = new NativePeer("native", Map.of("streaming", "parallel"));

  /** Applies every transaction after its commit has been read. */
  static final NativePeer SERIAL = new NativePeer("nativeSerial", Map.of("streaming", "off"));

  /** One of two subscriptions that do not send each other's work back. */
  static final NativePeer BOTH_WAYS = new NativePeer("native", Map.of("origin", "none"));

  NativePeer {
    options = Map.copyOf(options);
  }

  /** The name of its publication, subscription and slot. */
  String subscription() {
    return "rival_" + name.toLowerCase(Locale.ROOT);
  }
}
