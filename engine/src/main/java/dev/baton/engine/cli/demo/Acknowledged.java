package dev.baton.engine.cli.demo;

/**
 * A write whose commit a site acknowledged to an application.
 *
 * @param site where it was written
 * @param writer which application wrote it
 * @param number its number, unique for the writer
 * @param tookNanos from the transaction's begin to the acknowledgement
 */
public record Acknowledged(String site, int writer, long number, long tookNanos) {

  /** Names the write: the key of its row in the ledger. */
  public record Id(String site, int writer, long number) {}

  public Id id() {
    return new Id(site, writer, number);
  }
}
