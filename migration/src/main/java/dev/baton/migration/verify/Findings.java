package dev.baton.migration.verify;

/** Where a walk over a table leaves what it finds. */
interface Findings {
  /** Counts a chunk; so many rows at the fuller site. */
  void chunk(long rows);

  /** Notes a row that looked different. */
  void suspect(Suspect suspect);

  /** Whether so many suspects are noted that they have to be settled before more are. */
  boolean full();

  /** Settles what is noted if that is too much; never call inside a transaction of a session. */
  void settleWhenFull();
}
