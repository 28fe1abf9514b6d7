package dev.baton.engine.flow;

import dev.baton.connectors.change.TrailEvent;

/**
 * Acts for whoever takes from a {@link HandOff} while that one waits, on the thread that puts: what
 * a taker would only be woken for is done sooner then.
 */
public interface Deputy {

  /** Whether to act on this event; must not wait for anything. */
  boolean actsOn(TrailEvent event);

  /**
   * Does with the event what the taker would have done. The taker stays where it waits until this
   * returns, so whatever is the taker's is the deputy's meanwhile; what is thrown, the taker is
   * thrown.
   *
   * @return whether it is done; else the taker goes on, with no other event in hand, and sees to it
   */
  boolean act(TrailEvent event) throws InterruptedException;
}
