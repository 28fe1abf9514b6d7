package dev.baton.engine.swap.row;

import dev.baton.config.SwapSettings;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.CutForm;
import dev.baton.protocol.handover.DeadlinePolicy;
import dev.baton.protocol.handover.Ending;
import dev.baton.protocol.handover.EventKind;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Mode;
import dev.baton.protocol.handover.Passage;
import dev.baton.protocol.handover.Readiness;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.handover.Terms;
import dev.baton.protocol.handover.Times;
import dev.baton.protocol.trail.SourcePosition;
import dev.baton.protocol.trail.TransactionId;
import dev.baton.protocol.trail.WaitSet;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and writes {@code baton.handover} at one site. Stateless; any thread. */
public final class HandoverTable {
  /** Notified with every change of a row. */
  public static final String CHANNEL = "baton_handover";

  private static final String COLUMNS =
      "link, to_slot, to_origin_slot, id, stream, from_engine, to_engine, mode, cut_form, shadow,"
          + " on_deadline, confirm_millis, step, generation, read_position, prepared, agreed,"
          + " token_known, wait_set, drained, drained_position, token_seq, cut_made, cut_position,"
          + millis("offered_at")
          + millis("step_since")
          + millis("deadline")
          + " blockers_ended,"
          + millis("window_ends")
          + " ended_how, reason, cleaned, history, slot_form, token_form";

  private static final String INSERT =
      "insert into baton.handover (link, to_slot, to_origin_slot, id, stream, from_engine,"
          + " to_engine, mode, cut_form, shadow, on_deadline, confirm_millis, step, generation,"
          + " read_position, prepared, agreed, token_known, wait_set, drained, drained_position,"
          + " token_seq, cut_made, cut_position, offered_at, step_since, deadline, blockers_ended,"
          + " window_ends, ended_how, reason, cleaned, history, slot_form, token_form) values (?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, to_timestamp(?::float8 / 1000),"
          + " to_timestamp(?::float8 / 1000), to_timestamp(?::float8 / 1000), ?,"
          + " to_timestamp(nullif(?, 0)::float8 / 1000), ?, ?, ?, ?, ?, ?)";

  private static final String UPDATE =
      "update baton.handover set step = ?, generation = ?, read_position = ?, prepared = ?,"
          + " agreed = ?, token_known = ?, wait_set = ?, drained = ?, drained_position = ?,"
          + " token_seq = ?, cut_made = ?, cut_position = ?,"
          + " cut_at = case when ? = 'NOT_YET' then null else coalesce(cut_at, clock_timestamp())"
          + " end, step_since = to_timestamp(?::float8 / 1000),"
          + " deadline = to_timestamp(?::float8 / 1000), blockers_ended = ?,"
          + " window_ends = to_timestamp(nullif(?, 0)::float8 / 1000), ended_how = ?, reason = ?,"
          + " cleaned = ?, history = ? where stream = ? and id = ?; notify "
          + CHANNEL;

  private HandoverTable() {}

  private static String millis(String column) {
    return " coalesce((extract(epoch from " + column + ") * 1000)::bigint, 0),";
  }

  /** The stream's handover with the highest id. */
  public static Optional<HandoverRow> last(Connection connection, String stream)
      throws SQLException {
    return one(connection, "where stream = ? order by id desc limit 1", stream, Optional.empty());
  }

  /** A handover of a stream. */
  public static Optional<HandoverRow> find(Connection connection, String stream, long id)
      throws SQLException {
    return one(connection, "where stream = ? and id = ?", stream, Optional.of(id));
  }

  /** The same, locked until the transaction ends. */
  public static Optional<HandoverRow> lock(Connection connection, String stream, long id)
      throws SQLException {
    return one(connection, "where stream = ? and id = ? for update", stream, Optional.of(id));
  }

  private static Optional<HandoverRow> one(
      Connection connection, String where, String stream, Optional<Long> id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select " + COLUMNS + " from baton.handover " + where)) {
      query.setString(1, stream);
      if (id.isPresent()) {
        query.setLong(2, id.get());
      }
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static HandoverRow read(ResultSet row) throws SQLException {
    Terms terms =
        new Terms(
            row.getLong(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            Mode.valueOf(row.getString(8)),
            CutForm.valueOf(row.getString(9)),
            row.getBoolean(10),
            DeadlinePolicy.valueOf(row.getString(11)),
            row.getLong(12));
    Readiness readiness =
        new Readiness(
            SourcePosition.parse(row.getString(15)),
            row.getBoolean(16),
            row.getBoolean(17),
            row.getBoolean(18),
            new WaitSet(texts(row.getArray(19)).map(TransactionId::parse).toList()),
            row.getBoolean(20),
            SourcePosition.parse(row.getString(21)));
    Handover handover =
        new Handover(
            terms,
            Step.valueOf(row.getString(13)),
            row.getLong(14),
            readiness,
            new Cut(
                row.getLong(22),
                Cut.Made.valueOf(row.getString(23)),
                SourcePosition.parse(row.getString(24))),
            new Times(
                row.getLong(25),
                row.getLong(26),
                row.getLong(27),
                row.getBoolean(28),
                row.getLong(29)),
            new Ending(
                Ending.How.valueOf(row.getString(30)), row.getString(31), row.getBoolean(32)),
            texts(row.getArray(33)).map(HandoverTable::passage).toList());
    return new HandoverRow(
        row.getString(1),
        row.getString(2),
        row.getString(3).charAt(0),
        SwapSettings.Slot.valueOf(row.getString(34)),
        SwapSettings.Tokens.valueOf(row.getString(35)),
        handover);
  }

  public static void insert(Connection connection, HandoverRow row) throws SQLException {
    Handover handover = row.handover();
    Terms terms = handover.terms();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, row.link());
      insert.setString(2, row.toSlot());
      insert.setString(3, String.valueOf(row.toOriginSlot()));
      insert.setLong(4, terms.id());
      insert.setString(5, terms.stream());
      insert.setString(6, terms.from());
      insert.setString(7, terms.to());
      insert.setString(8, terms.mode().name());
      insert.setString(9, terms.cutForm().name());
      insert.setBoolean(10, terms.shadow());
      insert.setString(11, terms.policy().name());
      insert.setLong(12, terms.confirmMillis());
      int next = progress(insert, 13, handover);
      insert.setLong(next, handover.times().offeredMillis());
      next = ending(insert, next + 1, handover);
      insert.setString(next, row.slot().name());
      insert.setString(next + 1, row.tokens().name());
      insert.executeUpdate();
    }
  }

  /** Writes the row and notifies, in one message to the server: a stream may stand still now. */
  public static void update(Connection connection, Handover handover) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
      int next = progress(update, 1, handover);
      update.setString(next, handover.cut().made().name());
      next = ending(update, next + 1, handover);
      update.setString(next, handover.terms().stream());
      update.setLong(next + 1, handover.terms().id());
      update.executeUpdate();
    }
  }

  private static int progress(PreparedStatement into, int first, Handover handover)
      throws SQLException {
    Readiness readiness = handover.readiness();
    into.setString(first, handover.step().name());
    into.setLong(first + 1, handover.generation());
    into.setString(first + 2, readiness.readPosition().toString());
    into.setBoolean(first + 3, readiness.prepared());
    into.setBoolean(first + 4, readiness.agreed());
    into.setBoolean(first + 5, readiness.tokenKnown());
    into.setArray(first + 6, array(into, readiness.waitSet().ids()));
    into.setBoolean(first + 7, readiness.drained());
    into.setString(first + 8, readiness.drainedPosition().toString());
    into.setLong(first + 9, handover.cut().sequence());
    into.setString(first + 10, handover.cut().made().name());
    into.setString(first + 11, handover.cut().position().toString());
    return first + 12;
  }

  private static int ending(PreparedStatement into, int first, Handover handover)
      throws SQLException {
    Times times = handover.times();
    into.setLong(first, times.sinceMillis());
    into.setLong(first + 1, times.deadlineMillis());
    into.setBoolean(first + 2, times.blockersEnded());
    into.setLong(first + 3, times.windowEndsMillis());
    into.setString(first + 4, handover.ending().how().name());
    into.setString(first + 5, handover.ending().reason());
    into.setBoolean(first + 6, handover.ending().cleaned());
    into.setArray(
        first + 7, array(into, handover.history().stream().map(HandoverTable::text).toList()));
    return first + 8;
  }

  private static Array array(PreparedStatement of, List<?> values) throws SQLException {
    return of.getConnection()
        .createArrayOf("text", values.stream().map(Object::toString).toArray());
  }

  private static Stream<String> texts(Array array) throws SQLException {
    return Arrays.stream((String[]) array.getArray());
  }

  private static String text(Passage passage) {
    return "%s %s %s %d".formatted(passage.from(), passage.on(), passage.to(), passage.atMillis());
  }

  private static Passage passage(String written) {
    String[] parts = written.split(" ");
    return new Passage(
        Step.valueOf(parts[0]),
        EventKind.valueOf(parts[1]),
        Step.valueOf(parts[2]),
        Long.parseLong(parts[3]));
  }
}
