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

  /** Whether a stream that this engine lost was handed over by the protocol. */
  boolean handedOver(StreamHandle stream);
}
