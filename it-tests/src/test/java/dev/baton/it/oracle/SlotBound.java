package dev.baton.it.oracle;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.site.Probe;
import java.sql.SQLException;
import java.util.List;

/** SLOT, for one stream: the slot never forgets more than the target has durably applied. */
final class SlotBound implements Sampler.Look {

  private final String stream;
  private final Probe source;
  private final Probe target;
  private final String confirmedQuery;
  private final String aheadQuery;

  SlotBound(LinkFixture link, String stream) {
    this.stream = stream;
    this.source = new Probe(link.source(stream));
    this.target = new Probe(link.target(stream));
    this.confirmedQuery =
        "select confirmed_flush_lsn from pg_replication_slots where slot_name = '%s'"
            .formatted(link.slot(stream));
    this.aheadQuery =
        """
        select source_position from
            (select source_position from baton.applied where stream = '%s'
             order by seq desc limit 1) last
        where source_position::pg_lsn < '%%s'::pg_lsn"""
            .formatted(stream);
  }

  @Override
  public void look(List<String> violations) throws SQLException {
    // The slot first: what is durably applied only grows, so a look in this order accuses nobody
    // wrongly.
    for (String confirmed : source.column(confirmedQuery)) {
      for (String applied : target.column(aheadQuery.formatted(confirmed))) {
        violations.add(
            "%s: the slot is at %s, the target only at %s".formatted(stream, confirmed, applied));
      }
    }
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
