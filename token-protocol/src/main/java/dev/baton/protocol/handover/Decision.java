package dev.baton.protocol.handover;

import java.util.List;
import java.util.stream.Collectors;

/** What the machine says to an event. */
public sealed interface Decision {

  /** Store {@code next}, do what belongs into the transaction, commit, then do the rest. */
  record Accepted(Handover next, List<Effect> effects) implements Decision {
    public Accepted {
      effects = List.copyOf(effects);
    }
  }

  /** It has happened already; nothing to do. A retry after a lost answer ends here. */
  record Repeated(Handover row) implements Decision {}

  /** Nothing changed. */
  record Refused(Refusal why, EventKind event, Handover row) implements Decision {

    /** For people: what was refused, where the handover stands, and how it came there. */
    public String message() {
      return "%s: '%s' %s. Handover %d of %s from %s to %s is in %s%s. History: %s"
          .formatted(
              why,
              event.words(),
              why.words(),
              row.terms().id(),
              row.terms().stream(),
              row.terms().from(),
              row.terms().to(),
              row.step(),
              row.ending().reason().isEmpty() ? "" : " (" + row.ending().reason() + ")",
              row.history().stream().map(Passage::toString).collect(Collectors.joining(", ")));
    }
  }
}
