package dev.baton.engine.progress;

import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Tells which of the positions that are committed at the target are durable there. Groups are
 * committed without waiting for the target's disk; the source's slot may forget only what a crash
 * of the target cannot take back.
 *
 * <p>Invariant: a position is told durable only when the target has flushed its own log at least to
 * where it stood at a moment after the position's commit. The target says both whenever the next
 * row of the applied log is written, or when it is asked; what was committed before the question
 * was sent lies before where the log stood when it was answered. (PostgreSQL's documentation,
 * "Asynchronous Commit": its transactions become durable in the order of their commit records.)
 *
 * <p>Any thread.
 */
public final class DurableProgress {

  /** Beyond it the newest one waiting stands for those after it: they are told a little later. */
  private static final int MOST_WAITING = 1_024;

  private final Consumer<SourcePosition> durable;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private SourcePosition committed;
  private SourcePosition told;

  /** A position that is durable once the target's log is flushed up to a point. */
  private record Waiting(SourcePosition position, SourcePosition until) {}

  /**
   * @param from nothing up to there is told
   * @param durable told of each position once, in their order
   */
  public DurableProgress(SourcePosition from, Consumer<SourcePosition> durable) {
    this.committed = from;
    this.told = from;
    this.durable = durable;
  }

  /** Everything up to there is committed: its answer was read, or its effect seen. */
  public synchronized void committed(SourcePosition position) {
    if (position.isAfter(committed)) {
      committed = position;
    }
  }

  /** What was committed last; to be asked before the target is. */
  public synchronized SourcePosition committed() {
    return committed;
  }

  /**
   * The target said where its own log stands.
   *
   * @param before what {@link #committed()} said before the target was asked
   * @param written up to which it is written
   * @param flushed up to which it is on disk
   */
  public synchronized void looked(
      SourcePosition before, SourcePosition written, SourcePosition flushed) {
    Waiting newest = waiting.peekLast();
    if (before.isAfter(newest == null ? told : newest.position())) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeLast();
      }
      waiting.add(new Waiting(before, written));
    }
    SourcePosition reached = told;
    while (!waiting.isEmpty() && !waiting.getFirst().until().isAfter(flushed)) {
      reached = waiting.removeFirst().position();
    }
    tell(reached);
  }

  /** Everything that was committed before {@code before} was asked for has been made durable. */
  public synchronized void flushed(SourcePosition before) {
    waiting.removeIf(one -> !one.position().isAfter(before));
    tell(before);
  }

  private void tell(SourcePosition reached) {
    if (reached.isAfter(told)) {
      told = reached;
      durable.accept(reached);
    }
  }

  /** Whether everything that is committed is known to be durable. */
  public synchronized boolean isSettled() {
    return !committed.isAfter(told);
  }
}
