package dev.baton.engine.stream;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Lane;
import dev.baton.engine.link.TestLink;
import java.sql.SQLException;

/** A lane into a target that was taken, with one group after the other. Owned by one thread. */
final class LaneInto implements AutoCloseable {
  private final AppliedTarget target;
  private final Lane lane;
  private final History history;
  private long seq;

  private LaneInto(AppliedTarget target) throws SQLException {
    this.target = target;
    this.lane = target.lane();
    this.history = new History(target.progress().position());
    this.seq = target.progress().seq();
  }

  /** Takes the stream; tables are resolved by the catalogs as they are now. */
  static LaneInto taken(TestLink link) throws SQLException {
    return new LaneInto(AppliedTarget.take(link));
  }

  AppliedTarget target() {
    return target;
  }

  Lane lane() {
    return lane;
  }

  History history() {
    return history;
  }

  /** The number of the last group that was applied. */
  long seq() {
    return seq;
  }

  /** Applies transactions as one group; its number is free again where that fails. */
  void apply(TransactionPart... transactions) {
    apply(History.group(transactions));
  }

  /** Applies a group. */
  void apply(Group group) {
    lane.apply(seq + 1, group);
    seq++;
  }

  /** The same with one transaction. */
  void apply(RowChange... changes) {
    apply(history.whole(changes));
  }

  @Override
  public void close() {
    lane.close();
    target.close();
  }
}
