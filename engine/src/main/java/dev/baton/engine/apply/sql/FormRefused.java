package dev.baton.engine.apply.sql;

import dev.baton.engine.flow.TargetTable;

/**
 * What was refused, or met other rows than it should, went out in a form that the table may have
 * grown out of: altered since its catalog was read, or with rows that COPY may not insert. The form
 * is given up for that table, and the group has to go again in sets. A table has two such forms, so
 * that happens twice at the most.
 */
public final class FormRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FormRefused(TargetTable table, String what) {
    super(table.name() + ": " + what, null, false, false);
  }
}
