package dev.baton.engine.apply.lane;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.SetWriter;
import dev.baton.engine.apply.sql.StepWriter;
import dev.baton.engine.apply.sql.TargetTables;
import java.sql.Connection;
import java.util.Optional;

/**
 * How changes go out, from the fastest to the one that tells most of what fails. A change that is
 * refused goes the next way: a set may break what the source's order does not, and only a change
 * that goes alone can be named.
 */
enum Way {
  SETS,
  STEPS,
  ONE_BY_ONE;

  ChangeWriter writer(Connection connection, TargetTables tables) {
    return switch (this) {
      case SETS -> new SetWriter(connection, tables);
      case STEPS -> new StepWriter(connection, tables);
      case ONE_BY_ONE -> StepWriter.oneByOne(connection, tables);
    };
  }

  /** The way to go again after an error; empty when another way would not help. */
  Optional<Way> after(BatonException error) {
    boolean ofOneChange =
        error.code() == ErrorCode.CONFLICT || error.code() == ErrorCode.APPLY_REFUSED;
    return ofOneChange && this != ONE_BY_ONE
        ? Optional.of(values()[ordinal() + 1])
        : Optional.empty();
  }
}
