package dev.baton.protocol.model;

import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Decision.Accepted;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverEvent;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Offer;
import dev.baton.protocol.handover.Readiness;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Terms;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.WaitSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers the rows that come up, and remembers what the machine made of each event. Rows that
 * differ only in times, history or generation are one: nothing in the model depends on these.
 */
final class RowBook {
  static final List<String> STREAMS = List.of("east->west", "west->east");

  private static final int MOST = 1 << 12;
  private static final SourcePosition NONE = SourcePosition.NONE;

  private final Scope scope;
  private final List<Handover> rows = new ArrayList<>();
  private final Map<Handover, Integer> numbers = new HashMap<>();
  private final Map<Asked, Integer> answers = new HashMap<>();
  private final List<LinkRows> links = new ArrayList<>();
  private final Map<LinkRows, Integer> linkNumbers = new IdentityHashMap<>();

  RowBook(Scope scope) {
    this.scope = scope;
  }

  int size() {
    return rows.size();
  }

  Handover row(int number) {
    return rows.get(number - 1);
  }

  /** The row after the offer; 0 when it is refused. */
  int offer(int stream, int other) {
    Terms terms =
        new Terms(
            1,
            STREAMS.get(stream),
            "blue",
            "green",
            scope.mode(),
            scope.form(),
            scope.shadow(),
            DeadlinePolicy.WAIT,
            0);
    Offer offer = new Offer(terms, "blue", 0, 0, link(other), 0);
    return number(HandoverProtocol.offer(Optional.empty(), offer));
  }

  /** The row after an event; 0 when nothing changes. */
  int next(int number, HandoverEvent event) {
    Asked asked = Asked.of(number, event, this);
    Integer answer = answers.get(asked);
    if (answer == null) {
      answer = number(HandoverProtocol.next(row(number), event));
      answers.put(asked, answer);
    }
    return answer;
  }

  /** The rows as an actor saw them who read the other stream's like this. */
  LinkRows link(int other) {
    while (links.size() <= other) {
      int next = links.size();
      LinkRows link = new LinkRows(STREAMS, next == 0 ? List.of() : List.of(row(next)));
      links.add(link);
      linkNumbers.put(link, next);
    }
    return links.get(other);
  }

  /** The number under which rows were given out. */
  int numberOf(LinkRows link) {
    return linkNumbers.get(link);
  }

  /** A row as the order rule sees it, for those who read it and act later. */
  int seen(int number) {
    if (number == 0) {
      return 0;
    }
    Handover row = row(number);
    boolean prepared = row.readiness().prepared();
    boolean drained = row.readiness().drained();
    return number(with(row, readiness(prepared, drained), new Cut(0, row.cut().made(), NONE)));
  }

  /** A planted fault's: the first stream's row as if it were in another step. */
  LinkRows pretending(Step step) {
    Handover row = row(offer(0, 0));
    Handover pretended =
        new Handover(
            row.terms(), step, 0, row.readiness(), row.cut(), row.times(), row.ending(), List.of());
    return link(number(pretended));
  }

  private int number(Decision decision) {
    return decision instanceof Accepted accepted ? number(plain(accepted.next())) : 0;
  }

  /** Without what no later event depends on. */
  private Handover plain(Handover row) {
    Readiness before = row.readiness();
    boolean atToken = isAtToken() && row.step().isBeforeTakeOver();
    Readiness readiness =
        atToken
            ? before
            : row.step().isBeforeTakeOver()
                ? new Readiness(
                    NONE,
                    before.prepared(),
                    before.agreed(),
                    before.tokenKnown(),
                    before.waitSet(),
                    before.drained(),
                    NONE)
                : Readiness.NONE;
    boolean fresh = row.step() == Step.TAKE_OVER;
    Cut cut =
        new Cut(
            atToken ? row.cut().sequence() : 0,
            row.cut().made(),
            fresh ? row.cut().position() : NONE);
    return with(row, readiness, cut);
  }

  private static Readiness readiness(boolean prepared, boolean drained) {
    return new Readiness(NONE, prepared, false, false, WaitSet.NOTHING, drained, NONE);
  }

  private static Handover with(Handover row, Readiness readiness, Cut cut) {
    return new Handover(
        row.terms(), row.step(), 0, readiness, cut, row.times(), row.ending(), List.of());
  }

  private int number(Handover plain) {
    return numbers.computeIfAbsent(
        plain,
        fresh -> {
          rows.add(fresh);
          if (rows.size() >= MOST) {
            throw new IllegalStateException("more than %d rows".formatted(MOST));
          }
          return rows.size();
        });
  }

  boolean isAtToken() {
    return scope.form() == CutForm.TOKEN;
  }
}
