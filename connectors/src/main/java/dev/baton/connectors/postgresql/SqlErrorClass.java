package dev.baton.connectors.postgresql;

/** The kinds of error that PostgreSQL's SQLSTATE tells apart, as far as Baton treats them apart. */
enum SqlErrorClass {
  CREDENTIALS,
  DATABASE,
  CONNECTION,
  ROOM,
  PRIVILEGE,
  CONTENTION,
  IN_USE,
  NAME,
  STATE,
  OTHER;

  static SqlErrorClass of(String state) {
    return switch (state) {
      // 08004 is the driver's own for "a password is asked for and none was given".
      case "28000", "28P01", "08004" -> CREDENTIALS;
      case "3D000" -> DATABASE;
      // No state: the driver's or the pool's own word that there is no connection.
      case "", "57P01", "57P02", "57P03", "58000" -> CONNECTION;
      // The server ended a session that waited too long, or takes no writes for now (a standby
      // before its promotion, a server set read-only).
      case "57P05", "25P03", "25P04", "25006" -> CONNECTION;
      case "42501" -> PRIVILEGE;
      case "40001", "40P01", "55P03" -> CONTENTION;
      case "55006" -> IN_USE;
      case "42P01", "42703", "3F000", "42883", "42704" -> NAME;
      case "42710", "42P06", "42P07", "55000", "0A000", "57014" -> STATE;
      default -> state.startsWith("08") ? CONNECTION : state.startsWith("53") ? ROOM : OTHER;
    };
  }
}
