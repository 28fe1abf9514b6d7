package dev.baton.it.benchmark;

import java.util.List;

/** One transaction of many new rows; its size is their number. */
record BulkBacklog() implements Backlog {

  @Override
  public List<String> tables() {
    return List.of("public.bulk");
  }

  @Override
  public List<String> definition() {
    return List.of("create table bulk (id bigint primary key, payload text not null)");
  }

  @Override
  public String procedure() {
    return """
        create procedure make_backlog(first_id bigint, size int) language plpgsql as $$
        begin
          insert into bulk select first_id + i, repeat(md5(i::text), 4) from generate_series(1, size) i;
        end $$""";
  }

  @Override
  public int connections() {
    return 1;
  }

  @Override
  public long rowChanges(int size) {
    return size;
  }
}
