package dev.baton.engine.cli.provision;

/** What comes of a state of provisioning. Stored by name. */
public enum ProvisionEvent {
  MADE,
  COMPLETE,
  /** An interrupted run made its part for other settings, or another schema, than are there now. */
  INCOMPLETE
}
