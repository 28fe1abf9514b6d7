package dev.baton.connectors.change;

/** Stands among the values of a row for a large one that an update left as it was. */
public enum Unchanged {
  VALUE
}
