package dev.baton.engine.swap.token;

import dev.baton.config.Settings;
import dev.baton.connectors.change.TrailEvent.Message;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamHandle.LastTransaction;
import dev.baton.engine.stream.TokenReader;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.LinkKeys;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.token.Decoded;
import dev.baton.protocol.token.Purpose;
import dev.baton.protocol.token.Rejection;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenCodec;
import dev.baton.protocol.token.TokenGuard;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the tokens of one reading of a stream's trail. Those of the handover that the stream's
 * row tells of go to whoever they are for, each once and in the order they were issued; all others
 * change nothing and are counted.
 *
 * <p>{@link #read} runs on the reader's thread before the stream is this engine's, {@link #met} on
 * the applying thread after; what they share are the codec and the counts.
 */
public final class TokenGate implements TokenReader {
  private static final Logger log = LoggerFactory.getLogger(TokenGate.class);

  /** Expected where no handover of the stream is open. */
  private static final long NO_HANDOVER = -1;

  private final Settings settings;
  private final StreamHandle stream;
  private final TokenInbox inbox;
  private final Rejections rejections;
  private final Cutting cutting;
  private TokenCodec codec;

  // Owned by the applying thread.
  private TokenGuard guard;

  /** What this engine's last transaction in the stream writes. */
  public interface Cutting {

    /** The one that a CUT token asks for. */
    LastTransaction at(Token token);

    /**
     * Writes one for no handover.
     *
     * @param lane in a transaction that is rolled back afterwards
     */
    void rehearse(Connection lane) throws SQLException;
  }

  /** For one reading. */
  public TokenGate(
      Settings settings,
      StreamHandle stream,
      TokenInbox inbox,
      Rejections rejections,
      Cutting cutting) {
    this.settings = settings;
    this.stream = stream;
    this.inbox = inbox;
    this.rejections = rejections;
    this.cutting = cutting;
  }

  @Override
  public void read(Message token) {
    switch (codec().decode(token.content())) {
      case Decoded.Genuine genuine -> inbox.add(genuine.token(), token.position());
      case Decoded.Rejected rejected -> rejections.add(rejected.why());
    }
  }

  @Override
  public Optional<LastTransaction> met(Connection lane, Message message) throws SQLException {
    TokenCodec known = codec(lane);
    // A forgery costs no look at the rows.
    if (known.decode(message.content()) instanceof Decoded.Rejected rejected) {
      rejections.add(rejected.why());
      return Optional.empty();
    }
    Optional<Handover> row = open(lane);
    Optional<Token> token = admit(known, row, message.content());
    token.ifPresent(
        due ->
            log.debug(
                "{}: {} token {} of handover {} stands at {}",
                stream.name(),
                due.purpose(),
                due.sequence(),
                due.handover(),
                message.position()));
    return token
        .filter(due -> due.purpose() == Purpose.CUT && isFromHere(row.orElseThrow()))
        .map(cutting::at);
  }

  @Override
  public void rehearse(Connection lane) throws SQLException {
    codec(lane);
    open(lane);
    cutting.rehearse(lane);
  }

  private Optional<Token> admit(TokenCodec known, Optional<Handover> row, byte[] content) {
    if (guard == null) {
      guard = new TokenGuard(known, settings.link(), stream.name().toString());
    }
    guard.expect(
        row.map(open -> open.terms().id()).orElse(NO_HANDOVER),
        row.map(Handover::generation).orElse(0L));
    Map<Rejection, Long> before = guard.rejected();
    Optional<Token> token = guard.admit(content);
    guard
        .rejected()
        .forEach(
            (why, count) -> {
              if (count > before.getOrDefault(why, 0L)) {
                rejections.add(why);
              }
            });
    return token;
  }

  private Optional<Handover> open(Connection lane) throws SQLException {
    return HandoverTable.last(lane, stream.name().toString())
        .map(HandoverRow::handover)
        .filter(row -> !row.step().isEnd());
  }

  private boolean isFromHere(Handover row) {
    return row.terms().from().equals(settings.engine().id());
  }

  private synchronized TokenCodec codec() {
    if (codec == null) {
      try (Connection own = stream.target().openControl("tokens")) {
        codec(own);
      } catch (SQLException e) {
        throw stream.target().translate(e);
      }
    }
    return codec;
  }

  private synchronized TokenCodec codec(Connection at) throws SQLException {
    if (codec == null) {
      codec = new TokenCodec(LinkKeys.read(at, settings.link()));
    }
    return codec;
  }
}
