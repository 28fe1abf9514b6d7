package dev.baton.engine.cli.provision;

import dev.baton.migration.provision.Provisioning;

/** What the tasks of provisioning work with: a look at both sites. Owned by one thread. */
final class Work {
  private final Provisioning.Pass pass;
  private boolean gaps;

  /**
   * A run.
   *
   * @param pass what was missing as it began
   * @param gaps whether an earlier run made a part, by what was missing then
   */
  Work(Provisioning.Pass pass, boolean gaps) {
    this.pass = pass;
    this.gaps = gaps;
  }

  Provisioning.Pass pass() {
    return pass;
  }

  /** Whether everything has to be gone through once more; asked once for each run. */
  boolean isToBeginAgain() {
    boolean again = gaps && !pass.isComplete();
    gaps = false;
    return again;
  }
}
