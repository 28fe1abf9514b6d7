package dev.baton.engine.apply.lane;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.apply.sql.ChangeWriter;
import dev.baton.engine.apply.sql.StepWriter;
import java.sql.SQLException;

/** What the target's errors are called by those who have to do something about them. */
final class StatementErrors {

  private StatementErrors() {}

  /** Names an error of a statement: what it did, where in the trail, and what can be done. */
  static BatonException named(
      TargetSite target, SQLException e, ChangeWriter writer, String position) {
    BatonException named = target.translate(e);
    String doing = writer instanceof StepWriter steps ? steps.doing() : "a set of changes";
    if (target.isDuplicate(e)) {
      return new BatonException(
          ErrorCode.CONFLICT,
          "%s at the target, source position up to %s: a row with that key or unique value is there already. Compare the sites with 'baton verify', make them equal with '--repair', then 'baton resume'"
              .formatted(doing, position));
    }
    if (named.code() == ErrorCode.INTERNAL) {
      return new BatonException(
          ErrorCode.APPLY_REFUSED,
          "the target refuses %s, source position up to %s, SQLSTATE %s; the server's log there says why. Mend it, then 'baton resume'"
              .formatted(doing, position, e.getSQLState()));
    }
    return named;
  }
}
