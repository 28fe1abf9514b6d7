package dev.baton.engine.stream;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.Unchanged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random writes to a few rows of every kind of table, carried out one by one at the source, and the
 * row changes that its trail would tell of them. What the source refuses did not happen.
 */
final class RandomHistory {
  /** So few that most changes meet rows that are there. */
  private static final int FEW_KEYS = 5;

  private static final int MOST_WRITES = 6;

  /** Kinds of tables; {@code identity} is what the trail tells of a row before a change. */
  enum Kind {
    PLAIN("id int primary key, a text, big text", "id,a,big", "id"),
    PAIR("x int, y text, v numeric, primary key (x, y)", "x,y,v", "x,y"),
    UNIQ("id int primary key, u int unique, v text", "id,u,v", "id"),
    TWINS("a int, b text, c float8", "a,b,c", "a,b,c"),
    KEYED_FULL("id int primary key, a text, b text", "id,a,b", "id,a,b"),
    WIDER(
        "id int primary key, v text, twice int generated always as (id * 2) stored", "id,v", "id"),
    COUNTED("id bigint generated always as identity primary key, v text, w text", "id,v,w", "id"),
    STAMPED("id int primary key, n bigint generated always as identity, v text", "id,n,v", "id"),
    WATCHED("id int primary key, v text", "id,v", "id"),
    ONLY_KEY("id int primary key", "id", "id"),
    PARTED("id int, day int, v text, primary key (id, day)", "id,day,v", "id,day");

    private final String definition;
    private final SourceTable table;
    private final List<String> identity;

    Kind(String definition, String columns, String identity) {
      this.definition = definition;
      this.table = AppliedTarget.table(title(), columns.split(","));
      this.identity = List.of(identity.split(","));
    }

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    String columns() {
      return String.join(", ", table.columns());
    }

    boolean full() {
      return this == TWINS || this == KEYED_FULL;
    }

    List<String> create() {
      List<String> sql = new ArrayList<>();
      sql.add(
          "create table %s (%s)%s"
              .formatted(title(), definition, this == PARTED ? " partition by list (day)" : ""));
      if (full()) {
        sql.add("alter table " + title() + " replica identity full");
      }
      if (this == PARTED) {
        sql.add("create table parted_1 partition of parted for values in (1)");
        sql.add("create table parted_rest partition of parted default");
      }
      return sql;
    }
  }

  private final Random random;
  private final Connection source;
  private final List<Kind> kinds;
  private final int keys;
  private final int mostWrites;
  private final List<RowChange> open = new ArrayList<>();

  RandomHistory(long seed, Connection source) {
    this(seed, source, List.of(Kind.values()), FEW_KEYS, MOST_WRITES);
  }

  /**
   * @param kinds of tables; one that stands twice is written to twice as often
   * @param keys of each table
   * @param mostWrites in a transaction
   */
  RandomHistory(long seed, Connection source, List<Kind> kinds, int keys, int mostWrites) {
    this.random = new Random(seed);
    this.source = source;
    this.kinds = List.copyOf(kinds);
    this.keys = keys;
    this.mostWrites = mostWrites;
  }

  /** The changes of the next source transaction; empty when all of it was refused. */
  List<RowChange> transaction() throws SQLException {
    open.clear();
    int writes = 1 + random.nextInt(mostWrites);
    for (int i = 0; i < writes; i++) {
      write(kinds.get(random.nextInt(kinds.size())));
    }
    return List.copyOf(open);
  }

  private void write(Kind kind) throws SQLException {
    int dice = random.nextInt(100);
    if (dice < 2) {
      truncate(kind);
    } else if (dice < 45) {
      insert(kind);
    } else if (dice < 60) {
      delete(kind);
    } else if (kind == Kind.UNIQ && dice < 80) {
      swapUnique();
    } else {
      update(kind);
    }
  }

  private void truncate(Kind kind) throws SQLException {
    try (PreparedStatement run = source.prepareStatement("truncate " + kind.title())) {
      run.execute();
    }
    open.add(new RowChange.Truncate(List.of(kind.table)));
  }

  private void insert(Kind kind) throws SQLException {
    List<String> written =
        kind.table.columns().stream().filter(column -> !generated(kind, column)).toList();
    String sql =
        "insert into %s (%s) values (%s)"
            .formatted(
                kind.title(),
                String.join(", ", written),
                written.stream().map(this::value).collect(Collectors.joining(", ")));
    run(kind, sql);
  }

  private void delete(Kind kind) throws SQLException {
    run(kind, "delete from %s where %s".formatted(kind.title(), oneRow(kind)));
  }

  private void update(Kind kind) throws SQLException {
    List<String> set = new ArrayList<>();
    for (String column : kind.table.columns()) {
      boolean key = kind.identity.contains(column) && !kind.full();
      if (!generated(kind, column) && random.nextInt(key ? 6 : 2) == 0) {
        set.add(column + " = " + value(column));
      }
    }
    if (set.isEmpty()) {
      set.add(kind.table.columns().getLast() + " = " + kind.table.columns().getLast());
    }
    if (kind == Kind.COUNTED || kind == Kind.STAMPED) {
      set.removeIf(assignment -> assignment.startsWith("n ="));
      set.add("v = " + value("v"));
      set =
          set.stream()
              .collect(Collectors.toMap(s -> s.split(" ")[0], s -> s, (a, b) -> b))
              .values()
              .stream()
              .toList();
    }
    run(
        kind,
        "update %s set %s where %s".formatted(kind.title(), String.join(", ", set), oneRow(kind)));
  }

  /** Frees a unique value, gives it to another row, and that row's to the first. */
  private void swapUnique() throws SQLException {
    int one = random.nextInt(keys);
    int other = (one + 1 + random.nextInt(keys - 1)) % keys;
    String give = "update uniq set u = %s where id = %d";
    List<String> ones = u(one);
    List<String> others = u(other);
    if (!ones.isEmpty() && !others.isEmpty()) {
      run(Kind.UNIQ, give.formatted("null", one));
      run(Kind.UNIQ, give.formatted(ones.getFirst(), other));
      run(Kind.UNIQ, give.formatted(others.getFirst(), one));
    }
  }

  private List<String> u(int id) {
    return dev.baton.engine.link.PostgresServer.ask(source, "select u from uniq where id = " + id);
  }

  private static boolean generated(Kind kind, String column) {
    return kind == Kind.COUNTED && column.equals("id")
        || kind == Kind.STAMPED && column.equals("n");
  }

  private String oneRow(Kind kind) {
    return "ctid = (select ctid from %s order by %s offset %d limit 1)%s"
        .formatted(
            kind.title(),
            kind.columns(),
            random.nextInt(keys),
            kind == Kind.PARTED
                ? " and tableoid = (select tableoid from parted order by id, day, v offset 0 limit 1)"
                : "");
  }

  private String value(String column) {
    return switch (column) {
      case "id", "x", "a" -> Integer.toString(random.nextInt(keys));
      case "day", "u" -> Integer.toString(random.nextInt(3));
      case "y" -> random.nextBoolean() ? "'one'" : "'t''wo'";
      case "c" -> List.of("null", "'NaN'", "0.1", "'-0'").get(random.nextInt(4));
      case "big" -> "repeat('" + random.nextInt(10) + "', 50)";
      default -> random.nextInt(4) == 0 ? "null" : Integer.toString(random.nextInt(100));
    };
  }

  /** Runs one statement; takes down what it did to the row it met, if it met one. */
  private void run(Kind kind, String sql) throws SQLException {
    String told =
        IntStream.range(0, 2)
            .mapToObj(
                side ->
                    kind.table.columns().stream()
                        .map(column -> (side == 0 ? "old." : "new.") + column + "::text")
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.joining(", "));
    try (PreparedStatement statement = source.prepareStatement(sql + " returning " + told);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        int columns = kind.table.columns().size();
        Object[] before = new Object[columns];
        Object[] after = new Object[columns];
        for (int i = 0; i < columns; i++) {
          before[i] = row.getString(i + 1);
          after[i] = row.getString(columns + i + 1);
        }
        open.add(change(kind, sql, before, after));
      }
    } catch (SQLException e) {
      if (!e.getSQLState().startsWith("23")) {
        throw e;
      }
    }
  }

  private RowChange change(Kind kind, String sql, Object[] before, Object[] after) {
    if (sql.startsWith("insert")) {
      return new RowChange.Insert(kind.table, RowImage.of(after));
    }
    Object[] told = before.clone();
    boolean sameIdentity = true;
    for (int i = 0; i < told.length; i++) {
      boolean identifies = kind.full() || kind.identity.contains(kind.table.columns().get(i));
      if (!identifies) {
        told[i] = null;
      }
      sameIdentity &= !identifies || java.util.Objects.equals(before[i], after[i]);
    }
    if (sql.startsWith("delete")) {
      return new RowChange.Delete(kind.table, RowImage.of(told));
    }
    // The server leaves out what is stored apart and was not written.
    int big = kind.table.columns().indexOf("big");
    Object[] image = Arrays.copyOf(after, after.length);
    if (big >= 0 && before[big] != null && before[big].equals(after[big])) {
      image[big] = Unchanged.VALUE;
    }
    return new RowChange.Update(
        kind.table, sameIdentity && !kind.full() ? null : RowImage.of(told), RowImage.of(image));
  }
}
