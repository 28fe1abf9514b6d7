package dev.baton.engine.workflow;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One row of {@code baton.workflow}. Where the table is not there yet the workflow stands at its
 * beginning, and what it goes through is written from the moment it is. Stateless; any thread.
 *
 * @param <S> states
 */
public final class WorkflowTable<S extends Enum<S>>
    implements Mover.Journal<Standing<S>, Verdict<S>> {
  private final Class<S> states;
  private final String kind;
  private final String link;
  private final S first;

  /** The row of a kind of workflow on a link; {@code first} where there is none. */
  public WorkflowTable(Class<S> states, String kind, String link, S first) {
    this.states = states;
    this.kind = kind;
    this.link = link;
    this.first = first;
  }

  /** Where the workflow stands. */
  public Standing<S> read(Connection control) throws SQLException {
    return isThere(control) ? find(control, "").orElseGet(this::unbegun) : unbegun();
  }

  /** Begins anew, whatever was. */
  public void restart(Connection control) throws SQLException {
    if (isThere(control)) {
      try (PreparedStatement delete =
          control.prepareStatement("delete from baton.workflow where kind = ? and link = ?")) {
        delete.setString(1, kind);
        delete.setString(2, link);
        delete.executeUpdate();
      }
    }
  }

  /** Whether there is a place to write to. */
  public boolean isThere(Connection control) throws SQLException {
    try (PreparedStatement query =
            control.prepareStatement("select to_regclass('baton.workflow') is not null");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Writes where a workflow stands that came so far before there was a place to write to. */
  public void begin(Connection control, Standing<S> standing) throws SQLException {
    String sql =
        "insert into baton.workflow (kind, link, state, history) values (?, ?, ?, ?)"
            + " on conflict do nothing";
    try (PreparedStatement insert = control.prepareStatement(sql)) {
      insert.setString(1, kind);
      insert.setString(2, link);
      insert.setString(3, standing.state().name());
      insert.setArray(4, history(control, standing));
      insert.executeUpdate();
    }
  }

  @Override
  public Standing<S> lock(Connection transaction) throws SQLException {
    return find(transaction, " for update").orElseGet(this::unbegun);
  }

  @Override
  public void write(Connection transaction, Standing<S> locked, Verdict<S> accepted)
      throws SQLException {
    Standing<S> next = ((Verdict.Accepted<S>) accepted).next();
    String sql =
        "update baton.workflow set state = ?, history = ?, changed_at = clock_timestamp()"
            + " where kind = ? and link = ?";
    try (PreparedStatement update = transaction.prepareStatement(sql)) {
      update.setString(1, next.state().name());
      update.setArray(2, history(transaction, next));
      update.setString(3, kind);
      update.setString(4, link);
      update.executeUpdate();
    }
  }

  private Standing<S> unbegun() {
    return new Standing<>(first, List.of());
  }

  private Optional<Standing<S>> find(Connection connection, String locking) throws SQLException {
    String sql = "select state, history from baton.workflow where kind = ? and link = ?" + locking;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, kind);
      query.setString(2, link);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Standing<>(
                    Enum.valueOf(states, row.getString(1)),
                    Arrays.stream((String[]) row.getArray(2).getArray())
                        .map(Passage::parse)
                        .toList()))
            : Optional.empty();
      }
    }
  }

  private Array history(Connection connection, Standing<S> standing) throws SQLException {
    return connection.createArrayOf(
        "text", standing.history().stream().map(Passage::toString).toArray());
  }
}
