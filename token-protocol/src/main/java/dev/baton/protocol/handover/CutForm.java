package dev.baton.protocol.handover;

/** How the cut finds its place. */
public enum CutForm {
  /**
   * At the current engine's next commit boundary. The new engine reads from a copy of its position,
   * so any position serves, however far behind it is. The token is virtual.
   */
  BOUNDARY,
  /**
   * At a token in the trail: the current engine applies all that commits before it, the new one all
   * after. For a new engine that does not share the current one's position.
   */
  TOKEN
}
