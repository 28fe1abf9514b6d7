package dev.baton.migration.verify;

/** Brings what a walk finds to the table's tally, and tells whoever watches. */
record WalkFindings(TableTally tally, Settling settling, ProgressListener listener)
    implements Findings {

  @Override
  public void chunk(long rows) {
    tally.chunk(rows);
    listener.onStep(new VerifyStep.Chunk(tally.pair().first().name(), tally.rows()));
  }

  @Override
  public void suspect(Suspect suspect) {
    tally.suspects().put(suspect.key(), suspect);
  }

  @Override
  public boolean full() {
    return settling.full();
  }

  @Override
  public void settleWhenFull() {
    if (settling.full()) {
      settling.settle();
    }
  }
}
