package dev.baton.engine.cli.swap;

import dev.baton.engine.cli.swap.SwapEvent.Moved;
import dev.baton.engine.swap.SwapPicture;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what the streams of a swap went through since the last look. The rows keep their history,
 * so a step that was over between two looks is told too. One thread.
 */
final class Passages {
  private final Map<String, Passage> told = new HashMap<>();
  private final long startedMillis;

  /**
   * @param startedMillis of what was before, only the last of each stream is told
   */
  Passages(long startedMillis) {
    this.startedMillis = startedMillis;
  }

  /** What is new, in the order in which it happened. */
  List<Moved> since(SwapPicture swap) {
    List<Moved> moved = new ArrayList<>();
    swap.rows().forEach(row -> moved.addAll(since(row.handover())));
    moved.sort(Comparator.comparingLong(Moved::atMillis));
    return moved;
  }

  private List<Moved> since(Handover row) {
    String stream = row.terms().stream();
    List<Passage> history = row.history();
    int from = told.containsKey(stream) ? history.lastIndexOf(told.get(stream)) + 1 : 0;
    if (!history.isEmpty()) {
      told.put(stream, history.getLast());
    }
    return history.subList(from, history.size()).stream()
        .filter(passage -> passage.atMillis() >= startedMillis || passage.equals(history.getLast()))
        .filter(passage -> passage.from() != passage.to())
        .map(
            passage ->
                new Moved(
                    passage.atMillis(),
                    row.terms().id(),
                    stream,
                    passage.from().name(),
                    passage.on().name(),
                    passage.to().name()))
        .toList();
  }
}
