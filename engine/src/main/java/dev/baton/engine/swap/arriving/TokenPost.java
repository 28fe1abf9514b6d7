package dev.baton.engine.swap.arriving;

import dev.baton.config.Settings;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.LinkKeys;
import dev.baton.protocol.handover.Effect.IssueToken;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenCodec;
import dev.baton.protocol.trail.ActiveTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Makes tokens and sends them on their way: into the source's trail when physical. The HANDOVER
 * token stands in the handover's row as well, where whoever reports on it finds its list.
 */
final class TokenPost {
  private final Settings settings;
  private final StreamHandle stream;
  private final Connection control;

  TokenPost(Settings settings, StreamHandle stream, Connection control) {
    this.settings = settings;
    this.stream = stream;
    this.control = control;
  }

  /** With what is open at the source now. */
  void post(SourceSite source, HandoverRow row, IssueToken issue) throws SQLException {
    long handover = row.handover().terms().id();
    ActiveTransactions list = source.activeTransactions();
    Token token =
        new Token(
            settings.link(),
            stream.name().toString(),
            handover,
            settings.engine().id(),
            issue.generation(),
            issue.sequence(),
            issue.purpose(),
            source.end(),
            list,
            System.currentTimeMillis());
    byte[] bytes = new TokenCodec(LinkKeys.read(control, settings.link())).encode(token);
    if (issue.physical()) {
      write(source, row, issue, bytes);
    }
    if (issue.purpose() == Purpose.HANDOVER) {
      record(handover, bytes);
    }
  }

  private void write(SourceSite source, HandoverRow row, IssueToken issue, byte[] bytes) {
    switch (row.tokens()) {
      case MESSAGE -> source.writeMessage(Message.TOKEN, bytes);
      case ROW ->
          source.writeTokenRow(
              new SourceSite.TokenRow(
                  settings.link(),
                  stream.name().toString(),
                  row.handover().terms().id(),
                  issue.sequence(),
                  bytes));
    }
  }

  private void record(long handover, byte[] bytes) throws SQLException {
    try (PreparedStatement update =
        control.prepareStatement(
            "update baton.handover set token = ? where stream = ? and id = ?")) {
      update.setBytes(1, bytes);
      update.setString(2, stream.name().toString());
      update.setLong(3, handover);
      update.executeUpdate();
    }
  }
}
