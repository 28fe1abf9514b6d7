package dev.baton.engine.cli.provision;

/** The states of provisioning: what is made next. Stored by name. */
public enum ProvisionState {
  ROLES,
  SCHEMAS,
  GRANTS,
  PUBLICATIONS,
  SLOTS,
  PROGRESS,
  VERIFYING,
  DONE
}
