package dev.baton.engine.apply;

import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.engine.apply.lane.Lane;

/**
 * What is done about a token in its place in the commit order: everything that committed before it
 * is committed at the target, and nothing after it has begun.
 */
public interface AtToken {

  /**
   * Runs on the applying thread.
   *
   * @param seq last number of the applied log
   * @param token whoever wrote it
   * @return whether the stage is to end here, what is buffered unapplied
   */
  boolean ends(Lane lane, long seq, Message token);
}
