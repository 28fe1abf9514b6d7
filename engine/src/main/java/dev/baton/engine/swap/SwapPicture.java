package dev.baton.engine.swap;

import dev.baton.config.StreamName;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Terms;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A swap as its rows tell it at one look.
 *
 * @param streams of the link, in the order in which they are handed over
 * @param rows those that are there, in the same order; at least one
 */
public record SwapPicture(long id, List<StreamName> streams, List<HandoverRow> rows) {

  public SwapPicture {
    streams = List.copyOf(streams);
    rows = List.copyOf(rows);
  }

  /** What it was asked to do. */
  public Terms terms() {
    return rows.getFirst().handover().terms();
  }

  /** The row of a stream; empty while it is not offered yet. */
  public Optional<Handover> handover(StreamName stream) {
    return rows.stream()
        .map(HandoverRow::handover)
        .filter(row -> row.terms().stream().equals(stream.toString()))
        .findFirst();
  }

  /** The row that decides for all. */
  public Handover first() {
    return rows.getFirst().handover();
  }

  /** The row of the stream that has come the least far. */
  public Handover least() {
    return rows.stream()
        .map(HandoverRow::handover)
        .min(Comparator.comparing(Handover::step))
        .orElseThrow();
  }

  /** The step of the stream that has come the least far. */
  public Step step() {
    return first().step() == Step.ABORTED || rows.size() == streams.size()
        ? least().step()
        : Step.PREPARE;
  }

  /** The step of each stream, by its name. */
  public Map<String, String> steps() {
    Map<String, String> steps = new TreeMap<>();
    for (StreamName stream : streams) {
      steps.put(
          stream.toString(),
          handover(stream).map(row -> row.step().name()).orElse(Step.PREPARE.name()));
    }
    return steps;
  }

  /** Whether the new engine owns every stream for good. */
  public boolean isDone() {
    return rows.size() == streams.size()
        && rows.stream().allMatch(row -> row.handover().step() == Step.DONE);
  }

  /** Whether the former engine owns every stream, and nothing of the new one is left. */
  public boolean isUndone() {
    return first().step() == Step.ABORTED && isSettled();
  }

  /** Whether nothing of it will move any more. */
  public boolean isSettled() {
    return rows.stream().allMatch(row -> row.handover().isSettled())
        && (rows.size() == streams.size() || first().step() == Step.ABORTED);
  }

  /** By when the first stream should be cut, epoch milliseconds. */
  public long deadlineMillis() {
    return rows.stream()
        .mapToLong(row -> row.handover().times().deadlineMillis())
        .max()
        .orElseThrow();
  }
}
