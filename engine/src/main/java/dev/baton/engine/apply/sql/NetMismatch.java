package dev.baton.engine.apply.sql;

import dev.baton.engine.flow.TargetTable;

/**
 * A set statement met another number of rows than it should, or net effects contradict: the group
 * has to go again, change by change, which names the row's table and transaction.
 */
public final class NetMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NetMismatch() {
    super("a statement met other rows than it should", null, false, false);
  }

  NetMismatch(TargetTable table, String what) {
    super(table.name() + ": " + what, null, false, false);
  }
}
