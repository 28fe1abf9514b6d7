package dev.baton.migration.provision;

/** What provisioning makes, in the order in which it has to be made, each at all sites. */
public enum Part {
  ROLES,
  SCHEMAS,
  GRANTS,
  /** Before slots: decoding looks at a publication as it was at each change. */
  PUBLICATIONS,
  SLOTS,
  /** The progress that streams start from: the slots'. */
  PROGRESS
}
