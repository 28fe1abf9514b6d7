package dev.baton.engine.stream;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How streams come to an engine and leave it other than by being taken. The handover knows; the
 * streams ask it.
 */
public interface Succession {

  /** For an engine that nothing is handed over from or to. */
  Succession NONE =
      new Succession() {
        @Override
        public void look(Connection control, StreamHandle stream) {}

        @Override
        public boolean opensFreshSlot(StreamHandle stream) {
          return false;
        }

        @Override
        public TokenReader tokens(StreamHandle stream) {
          return TokenReader.NONE;
        }

        @Override
        public boolean handedOver(StreamHandle stream) {
          return false;
        }
      };

  /**
   * Called once a second and whenever a handover moves, on the thread that reports on the stream;
   * must not wait for the stream.
   *
   * @param control a connection at the stream's target, in autocommit
   */
  void look(Connection control, StreamHandle stream) throws SQLException;

  /**
   * Whether this engine, about to read along with a stream's owner, makes its slot anew instead of
   * copying the owner's.
   */
  boolean opensFreshSlot(StreamHandle stream);

  /** What takes in the tokens of one reading of a stream's trail; the caller closes it. */
  TokenReader tokens(StreamHandle stream);

  /** Whether a stream that this engine lost was handed over by the protocol. */
  boolean handedOver(StreamHandle stream);
}
