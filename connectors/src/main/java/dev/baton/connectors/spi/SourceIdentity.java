package dev.baton.connectors.spi;

/**
 * Whose trail a source position belongs to. A restored or failed-over server differs in at least
 * one, and then positions mean nothing there.
 *
 * @param system the server's system identifier
 * @param timeline the timeline it writes
 * @param database the database within the server
 */
public record SourceIdentity(String system, int timeline, String database) {
  @Override
  public String toString() {
    return "system " + system + ", timeline " + timeline + ", database " + database;
  }
}
