package dev.baton.it.benchmark;

import java.util.List;

/** Transactions that each update one of a few rows. */
record HotBacklog() implements Backlog {

  private static final int ROWS = 100;

  @Override
  public List<String> tables() {
    return List.of("public.counter");
  }

  @Override
  public List<String> definition() {
    return List.of(
        "create table counter (id int primary key, n bigint not null, touched timestamptz)",
        "insert into counter select i, 0 from generate_series(1, %d) i".formatted(ROWS));
  }

  @Override
  public String procedure() {
    return """
        create procedure make_backlog(first_id bigint, size int) language plpgsql as $$
        declare
          chosen int;
        begin
          for i in 1 .. size loop
            chosen := 1 + floor(random() * %d);
            update counter set n = n + 1, touched = now() where id = chosen;
            commit;
          end loop;
        end $$"""
        .formatted(ROWS);
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
