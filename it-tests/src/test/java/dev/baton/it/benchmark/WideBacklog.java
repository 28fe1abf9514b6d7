package dev.baton.it.benchmark;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Transactions of one row of fifty columns, two of them stored out of line, and two documents. Four
 * of five update a few columns of a known row and leave what is out of line as it is; the fifth
 * makes a new row.
 */
record WideBacklog() implements Backlog {

  private static final int KNOWN_ROWS = 5_000;

  /** Some columns of one type: their common name, and the value of the k-th in row i. */
  private record Columns(String name, String type, int count, IntFunction<String> value) {
    Stream<String> definitions() {
      return IntStream.rangeClosed(1, count).mapToObj(k -> name + k + " " + type);
    }

    Stream<String> values() {
      return IntStream.rangeClosed(1, count).mapToObj(value);
    }
  }

  /** With the key, fifty. */
  private static final List<Columns> COLUMNS =
      List.of(
          new Columns("amount", "int", 16, k -> "(i * %d %% 1000003)::int".formatted(k)),
          new Columns("label", "text", 12, k -> "'%d ' || md5((i + %d)::text)".formatted(k, k)),
          new Columns("price", "numeric(12,2)", 8, k -> "(i * %d %% 1000000) / 100.0".formatted(k)),
          new Columns(
              "at",
              "timestamptz",
              4,
              k -> "timestamptz '2026-01-01' + (i %% 1000000) * interval '%d s'".formatted(k)),
          new Columns("flag", "boolean", 3, k -> "i %% %d = 0".formatted(k + 1)),
          new Columns("measure", "double precision", 2, k -> "sqrt(i + %d)".formatted(k)),
          new Columns("body", "text", 2, k -> noise(k * 80)),
          new Columns(
              "raw", "json", 1, k -> "json_build_object('id', i, 'tags', json_build_array(1, i))"),
          new Columns(
              "document",
              "jsonb",
              1,
              k -> "jsonb_build_object('id', i, 'text', %s, 'state', 'new')".formatted(noise(10))));

  /** Text that does not compress, 32 characters a piece. */
  private static String noise(int pieces) {
    return "(select string_agg(md5((i * 1000 + p)::text), '' order by p) from generate_series(1, %d) p)"
        .formatted(pieces);
  }

  private static String row() {
    return String.join(", ", COLUMNS.stream().flatMap(Columns::values).toList());
  }

  @Override
  public List<String> tables() {
    return List.of("public.wide");
  }

  @Override
  public List<String> definition() {
    String columns = String.join(", ", COLUMNS.stream().flatMap(Columns::definitions).toList());
    return List.of(
        "create table wide (id bigint primary key, %s)".formatted(columns),
        "alter table wide alter body1 set storage external, alter body2 set storage external",
        "insert into wide select i, %s from generate_series(1, %d) i".formatted(row(), KNOWN_ROWS));
  }

  @Override
  public String procedure() {
    return """
        create procedure make_backlog(first_id bigint, size int) language plpgsql as $$
        declare
          known bigint;
        begin
          for n in 0 .. size - 1 loop
            if n %% 5 = 4 then
              insert into wide select i, %s from (select first_id + n as i) as new;
            else
              known := 1 + floor(random() * %d);
              update wide set amount1 = amount1 + 1, label1 = 'seen ' || n, at1 = now(),
                raw1 = json_build_object('id', known, 'n', n) where id = known;
            end if;
            commit;
          end loop;
        end $$"""
        .formatted(row(), KNOWN_ROWS);
  }

  @Override
  public int connections() {
    return 4;
  }

  @Override
  public long rowChanges(int size) {
    return size;
  }
}
