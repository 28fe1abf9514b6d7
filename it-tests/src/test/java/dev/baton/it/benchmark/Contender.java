package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import java.util.Map;

/** Something that brings a target level with the source once it is let go. */
sealed interface Contender permits BatonContender, NativeContender {

  /** How the report calls it. */
  String name();

  /** Where it applies. */
  PostgresSite target();

  /** Its replication slot at the source. */
  String slot();

  /** What of its settings the report is to tell. */
  Map<String, String> settings();

  /** Halts it; returns when it neither reads nor applies. */
  void halt();

  /** Brings it to where one word lets it go, reading nothing yet; no part of what is measured. */
  void makeReady();

  /** Lets it go; returns at once. */
  void go();

  /** Fails when it can no longer catch up. */
  void assertAlive();
}
