package dev.baton.engine.swap.row;

import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.stream.StreamHandle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Removes what an engine that has left a stream would leave behind. Any thread. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Its slot at the source, which would hold back trail for ever, its registration, and notes that
   * were compared with it.
   */
  public static void remove(Connection control, StreamHandle stream, String engine, String slot)
      throws SQLException {
    try (SourceSite source = stream.openSource("leftovers")) {
      remove(control, source, stream.name().toString(), engine, slot);
    }
  }

  /** The same, where no engine runs that has the stream. */
  public static void remove(
      Connection control, SourceSite source, String stream, String engine, String slot)
      throws SQLException {
    source.dropSlot(slot);
    ShadowTable.remove(control, stream);
    try (PreparedStatement delete =
        control.prepareStatement("delete from baton.engine where engine = ?")) {
      delete.setString(1, engine);
      delete.executeUpdate();
    }
  }

  /** Whether an engine is registered at a site. */
  public static boolean isRegistered(Connection control, String engine) throws SQLException {
    try (PreparedStatement query =
        control.prepareStatement("select exists (select from baton.engine where engine = ?)")) {
      query.setString(1, engine);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
