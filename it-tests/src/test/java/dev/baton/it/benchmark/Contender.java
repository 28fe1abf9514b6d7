package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;

/** Something that brings a target level with the source once it is let go. */
interface Contender {

  /** How the report calls it. */
  String name();

  /** Where it applies. */
  PostgresSite target();

  /** Its replication slot at the source. */
  String slot();

  /** Halts it; returns when it neither reads nor applies. */
  void halt();

  /** Lets it go; returns at once. */
  void go();
}
