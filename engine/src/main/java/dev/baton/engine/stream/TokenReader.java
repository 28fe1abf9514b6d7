package dev.baton.engine.stream;

import dev.baton.connectors.change.TrailEvent.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes in the tokens of one reading of a stream's trail. A stream that begins to read again begins
 * with another, since it meets the same tokens again.
 */
public interface TokenReader {

  /** For an engine that nothing is handed over from or to. */
  TokenReader NONE =
      new TokenReader() {
        @Override
        public void read(Message token) {}

        @Override
        public Optional<StreamHandle.LastTransaction> met(Connection lane, Message token) {
          return Optional.empty();
        }

        @Override
        public void rehearse(Connection lane) {}
      };

  /** A token was read while another engine owns the stream. On the reader's thread. */
  void read(Message token);

  /**
   * A token's turn has come while this engine owns the stream: all that committed before it is
   * applied. On the applying thread, which others wait for: it asks on the lane that is open.
   *
   * @param lane in a transaction that has done nothing yet
   * @return what the engine's last transaction writes, where the token asks for one; else the
   *     stream goes on past it
   */
  Optional<StreamHandle.LastTransaction> met(Connection lane, Message token) throws SQLException;

  /**
   * Goes through what {@link #met} and a last transaction do, without effect, so that the real one
   * meets loaded classes and a session that knows its tables: the stream stands still for it.
   *
   * @param lane in a transaction that is rolled back afterwards
   */
  void rehearse(Connection lane) throws SQLException;
}
