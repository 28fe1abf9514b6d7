package dev.baton.engine.swap.row;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.protocol.token.LinkKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the key under which a link's tokens and reports are signed. Stateless; any thread. */
public final class LinkKeys {
  private LinkKeys() {}

  /**
   * The key as provision made it.
   *
   * @throws BatonException NOT_PROVISIONED when the site has none
   */
  public static LinkKey read(Connection at, String link) throws SQLException {
    try (PreparedStatement query =
        at.prepareStatement("select key from baton.link_key where link = ?")) {
      query.setString(1, link);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new BatonException(
              ErrorCode.NOT_PROVISIONED,
              "link " + link + " has no key at a site. Run 'baton provision -c FILE' first");
        }
        return new LinkKey(row.getBytes(1));
      }
    }
  }
}
