package dev.baton.connectors.change;

/** Stands in a row image for a large value that an update left as it was and the trail left out. */
public enum Unchanged {
  VALUE
}
