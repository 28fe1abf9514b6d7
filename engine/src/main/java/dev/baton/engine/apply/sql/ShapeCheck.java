package dev.baton.engine.apply.sql;

import dev.baton.connectors.postgresql.StatementBatch;
import java.sql.PreparedStatement;

/**
 * A statement that goes before a COPY: it locks the table against being altered, or fails where it
 * was altered since its catalog was read.
 */
record ShapeCheck(PreparedTable target, String sql) implements StatementBatch.Refusing {
  @Override
  public int bind(PreparedStatement statement, int from) {
    return from;
  }

  @Override
  public void answered(PreparedStatement statement) {
    // What it has to tell it tells by failing.
  }
}
