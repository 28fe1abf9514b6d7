package dev.baton.engine.stream;

import dev.baton.config.StreamName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalDouble;

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
        public boolean isAway(StreamHandle stream) {
          return false;
        }

        @Override
        public boolean opensFreshSlot(Connection control, StreamHandle stream) {
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
   * Called once a second and, where {@link #looksAtOnce}, whenever a handover moves, on the thread
   * that reports on the stream; must not wait for the stream.
   *
   * @param control a connection at the stream's target, in autocommit
   */
  void look(Connection control, StreamHandle stream) throws SQLException;

  /**
   * Whether this engine has to look as soon as a handover moves. Else the look once a second will
   * do, and the stream that changes hands has the processors to itself.
   */
  default boolean looksAtOnce() {
    return true;
  }

  /**
   * Whether the stream has left this engine for good. Its registration at the stream's target is
   * removed then and must not come back: this process may die before it ends in order.
   */
  default boolean hasLeft(StreamName stream) {
    return false;
  }

  /**
   * Whether an earlier process of this engine's gave the stream away in a handover that has not
   * ended: it is not to be taken, but may come back.
   */
  boolean isAway(StreamHandle stream);

  /**
   * Whether this engine, about to read along with a stream's owner, makes its slot anew instead of
   * copying the owner's.
   *
   * @param control a connection at the stream's target, in autocommit
   */
  boolean opensFreshSlot(Connection control, StreamHandle stream) throws SQLException;

  /** What takes in the tokens of one reading of a stream's trail. */
  TokenReader tokens(StreamHandle stream);

  /** What the engine says of itself to those who would take over from it. */
  default Registration registration() {
    return new Registration(0, "");
  }

  /** The last handover of this engine's streams that it has heard of, at most a second old. */
  default Optional<StatusReport.Handover> handover() {
    return Optional.empty();
  }

  /** The stall of the last handover to this engine, milliseconds; empty before one is known. */
  default OptionalDouble lastStallMillis() {
    return OptionalDouble.empty();
  }

  /** How many tokens were rejected since the process started. */
  default long tokenRejections() {
    return 0;
  }

  /**
   * What is registered of an engine beside its name.
   *
   * @param protocol version of the protocol by which it hands over; 0 for none
   * @param agreement its settings that a successor must share, a line each
   */
  record Registration(int protocol, String agreement) {}

  /** Whether a stream that this engine lost was handed over by the protocol. */
  boolean handedOver(StreamHandle stream);
}
