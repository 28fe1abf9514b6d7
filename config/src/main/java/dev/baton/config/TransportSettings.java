package dev.baton.config;

/** What carries transactions between the stages. */
public record TransportSettings(Type type) {

  /** The transports there are. */
  public enum Type {
    /** In one process. */
    DIRECT
  }
}
