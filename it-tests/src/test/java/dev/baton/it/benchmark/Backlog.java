package dev.baton.it.benchmark;

import java.util.List;

/** A kind of work that can wait to be replicated: its tables, and how the server makes it. */
sealed interface Backlog permits BulkBacklog, HotBacklog, InsertBacklog, TpcbBacklog, WideBacklog {

  /** The tables, as settings name them. */
  List<String> tables();

  /** Statements that make and fill the tables, the same wherever they run. */
  List<String> definition();

  /**
   * The statement that makes the procedure {@code make_backlog(first_id bigint, size int)}, which
   * commits every transaction by itself. Ids of new rows start at the first.
   */
  String procedure();

  /** How many connections make it side by side. */
  int connections();

  /** Row changes in a backlog of a size. */
  long rowChanges(int size);
}
