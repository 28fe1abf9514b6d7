package dev.baton.engine.workflow;

import java.sql.SQLException;
import java.util.Set;

/**
 * What is done in one state of a workflow. A task keeps nothing that the record of the workflow
 * does not say, so that another process can go on where this one ended.
 *
 * @param <S> states
 * @param <E> kinds of events
 * @param <C> what the work needs
 */
public interface Task<S extends Enum<S>, E extends Enum<E>, C> {

  /** The state it works in. */
  S in();

  /** The events that it may bring there. */
  Set<E> brings();

  /** Does what can be done now. May be called again at any time, also after it was cut short. */
  void work(C context) throws SQLException;
}
