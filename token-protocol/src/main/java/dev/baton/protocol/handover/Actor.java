package dev.baton.protocol.handover;

/** Who brings an event. Not checked by the machine: an event says whatever it must by its facts. */
public enum Actor {
  /** C: the engine that owned the stream when the handover was offered. */
  CURRENT("C"),
  /** N: the engine that is to own it. N coordinates. */
  NEW("N"),
  /** A person, by a command or JMX, or whoever acts for one. */
  OPERATOR("operator"),
  /** N, C for a dead N, or an engine that stands by for both. */
  ANY("any");

  private final String shown;

  Actor(String shown) {
    this.shown = shown;
  }

  /** As the table shows it. */
  @Override
  public String toString() {
    return shown;
  }
}
