package dev.baton.protocol.origin;

/**
 * What a transaction of a trail carries that says who did it. Marks name sites and engines, not
 * "the other side", so that a third site can be told apart.
 */
public sealed interface OriginMark {

  /** No mark: the work of an application, or of an engine that leaves none. */
  record None() implements OriginMark {}

  /**
   * Left by an apply transaction: on PostgreSQL its row of the applied log, and the replication
   * origin of its session.
   *
   * @param site where the work was first done
   * @param engine the engine that applied it here
   */
  record Applied(String site, String engine) implements OriginMark {}
}
