package dev.baton.it.benchmark;

import java.util.List;

/** Transactions of one new row each. */
record InsertBacklog() implements Backlog {

  @Override
  public List<String> tables() {
    return List.of("public.event");
  }

  @Override
  public List<String> definition() {
    return List.of(
        "create table event (id bigint primary key, kind int not null, body text not null,"
            + " at timestamptz not null)");
  }

  @Override
  public String procedure() {
    return """
        create procedure make_backlog(first_id bigint, size int) language plpgsql as $$
        begin
          for i in 0 .. size - 1 loop
            insert into event values (first_id + i, i % 10, md5(i::text), now());
            commit;
          end loop;
        end $$""";
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
