package dev.baton.engine.apply.sql;

/**
 * A change of one kind to rows of one table, in the forms in which it goes out.
 *
 * @param kind of change, for errors
 * @param one takes a single row
 * @param many takes any number of them
 */
record SetForms(String kind, Rows.One one, Rows many) {
  Rows of(int rows) {
    return rows == 1 ? one : many;
  }
}
