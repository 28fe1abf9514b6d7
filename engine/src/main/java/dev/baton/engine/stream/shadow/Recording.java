package dev.baton.engine.stream.shadow;

import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the events of a stream into notes. A stream that fails and begins again shows some of them
 * twice; they are noted once. Owned by whoever reads the stream, but for its notes.
 */
final class Recording {
  private static final Logger log = LoggerFactory.getLogger(Recording.class);

  private final String stream;
  private final Notes notes;
  private final Function<SourceTable, Optional<TargetTable>> route;
  private Optional<Digesting> digesting = Optional.empty();

  Recording(String stream, Notes notes, Function<SourceTable, Optional<TargetTable>> route) {
    this.stream = stream;
    this.notes = notes;
    this.route = route;
  }

  Notes notes() {
    return notes;
  }

  void see(TrailEvent event, SourcePosition before) {
    switch (event) {
      case Message message -> {
        if (!notes.hasBegun()) {
          notes.begin(before);
        }
        passed(message.position());
      }
      case TransactionPart part -> see(part, before);
    }
  }

  private void see(TransactionPart part, SourcePosition before) {
    if (part.first()) {
      if (!notes.hasBegun()) {
        notes.begin(before);
      }
      digesting = Optional.of(new Digesting(route));
    }
    if (!notes.hasBegun()) {
      // It began inside a large transaction, which nobody can note any more.
      if (part.last()) {
        notes.begin(part.position());
      }
      return;
    }
    add(part);
    if (part.last()) {
      end(part);
      digesting = Optional.empty();
    }
  }

  /** Comparing is an extra: what goes wrong in it must not stop the stream. */
  private void add(TransactionPart part) {
    try {
      if (digesting.isPresent()) {
        digesting.get().add(part.changes());
      }
    } catch (RuntimeException e) {
      log.warn(
          "{}: transaction {} cannot be compared: {}",
          stream,
          part.transactionId(),
          e.getMessage());
      digesting = Optional.empty();
    }
  }

  private void end(TransactionPart last) {
    if (!notes.isNew(last.position())) {
      return;
    }
    // What was handed on early has other transactions in it, which nobody can tell apart.
    if (digesting.isEmpty() || last.transactions() > 1) {
      notes.giveUp(last.position());
    } else if (digesting.get().isEmpty()) {
      notes.pass(last.position());
    } else if (!notes.note(digesting.get().end(last.position(), last.transactionId()))) {
      log.warn(
          "{}: more transactions wait to be compared than there is room for; those up to source position {} are not",
          stream,
          last.position());
    }
  }

  private void passed(SourcePosition position) {
    if (notes.isNew(position)) {
      notes.pass(position);
    }
  }
}
