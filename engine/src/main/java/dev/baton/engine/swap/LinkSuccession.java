package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.StatusReport;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.stream.StreamHandle.LastTransaction;
import dev.baton.engine.stream.StreamState;
import dev.baton.engine.stream.Succession;
import dev.baton.engine.stream.TokenReader;
import dev.baton.engine.swap.leaving.Closing;
import dev.baton.engine.swap.leaving.Predecessor;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.token.Rejections;
import dev.baton.engine.swap.token.TokenGate;
import dev.baton.engine.swap.token.TokenInbox;
import dev.baton.migration.schema.BatonSchema;
import dev.baton.protocol.handover.Cut;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.token.Token;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an engine that owns streams does about handovers of them: shows that it lives, hands over
 * when it is asked to, and ends when all its streams have gone. One for each engine; called by the
 * threads that report on the streams.
 */
public final class LinkSuccession implements Succession {
  private static final Logger log = LoggerFactory.getLogger(LinkSuccession.class);

  private final Settings settings;
  private final InstantSource clock;
  private final Map<StreamName, Predecessor> predecessors = new ConcurrentHashMap<>();
  private final Map<StreamName, Connection> presentIn = new ConcurrentHashMap<>();
  private final Map<StreamName, TokenInbox> inboxes = new ConcurrentHashMap<>();
  private final Map<StreamName, Rejections> rejections = new ConcurrentHashMap<>();
  private final Departures departures = new Departures();
  private final HandoverNews news;
  private volatile boolean arriving;
  private volatile Optional<Engine> engine = Optional.empty();

  /** For an engine that is yet to start. */
  public LinkSuccession(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.news = new HandoverNews(settings);
  }

  /** The engine, once it has started. */
  public void attach(Engine started) {
    engine = Optional.of(started);
  }

  /** While streams are being handed over to this engine, the swap itself shows that it lives. */
  void arriving(boolean underWay) {
    arriving = underWay;
  }

  @Override
  public void look(Connection control, StreamHandle stream) throws SQLException {
    Optional<HandoverRow> last = HandoverTable.last(control, stream.name().toString());
    news.heard(control, stream, last);
    if (arriving) {
      return;
    }
    bePresent(control, stream);
    if (last.isPresent() && isFromHere(last.get().handover(), stream)) {
      predecessors
          .computeIfAbsent(
              stream.name(),
              name -> new Predecessor(settings, stream, clock, by -> hasGone(name, by)))
          .look(control, last.get());
    } else {
      // A step may have come and gone between two looks.
      stream.endShadow();
    }
  }

  /** Also one that ended while this engine did not look: its stream may be its own again. */
  private boolean isFromHere(Handover handover, StreamHandle stream) {
    return handover.terms().from().equals(settings.engine().id())
        && (!handover.isSettled() || stream.state() == StreamState.HANDED_OVER);
  }

  @Override
  public boolean hasLeft(StreamName stream) {
    return departures.has(stream);
  }

  @Override
  public boolean looksAtOnce() {
    return !arriving;
  }

  @Override
  public boolean isAway(StreamHandle stream) {
    try (Connection control = stream.target().openControl("handover")) {
      BatonSchema.require(control, stream.name().target());
      return HandoverTable.last(control, stream.name().toString())
          .map(HandoverRow::handover)
          .filter(row -> row.terms().from().equals(settings.engine().id()))
          .filter(row -> row.step().isHandedOver() && !row.step().isEnd())
          .isPresent();
    } catch (SQLException e) {
      throw stream.target().translate(e);
    }
  }

  private void bePresent(Connection control, StreamHandle stream) {
    if (presentIn.get(stream.name()) != control
        && stream.target().tryLock(control, stream.presence(settings.engine().id()))) {
      presentIn.put(stream.name(), control);
    }
  }

  private void hasGone(StreamName stream, Handover by) {
    departures.gone(stream, by);
    engine
        .filter(one -> departures.complete(one.handles(), by.terms().id()))
        .ifPresent(
            one ->
                one.retire(
                    0,
                    "engine %s has handed over every stream of link %s"
                        .formatted(settings.engine().id(), settings.link())));
  }

  private Optional<HandoverRow> last(StreamHandle stream) {
    try (Connection control = stream.target().openControl("handover")) {
      return HandoverTable.last(control, stream.name().toString());
    } catch (SQLException e) {
      throw stream.target().translate(e);
    }
  }

  @Override
  public boolean opensFreshSlot(Connection control, StreamHandle stream) throws SQLException {
    return HandoverTable.last(control, stream.name().toString())
        .filter(row -> row.handover().terms().to().equals(settings.engine().id()))
        .filter(row -> row.handover().step().isBeforeTakeOver())
        .map(HandoverRow::hasFreshSlot)
        .orElse(false);
  }

  @Override
  public TokenReader tokens(StreamHandle stream) {
    Closing closing = new Closing(settings, stream, clock);
    return new TokenGate(
        settings,
        stream,
        inbox(stream.name()),
        rejections(stream.name()),
        new TokenGate.Cutting() {
          @Override
          public LastTransaction at(Token token) {
            return closing.at(token.handover(), token.sequence());
          }

          @Override
          public void rehearse(Connection lane) throws SQLException {
            closing.rehearse(lane);
          }
        });
  }

  /** The tokens that this engine has read in a stream's trail before it owned the stream. */
  TokenInbox inbox(StreamName stream) {
    return inboxes.computeIfAbsent(stream, name -> new TokenInbox());
  }

  /** The tokens of a stream's trail that were not believed, since the process started. */
  public Rejections rejections(StreamName stream) {
    return rejections.computeIfAbsent(stream, name -> new Rejections(name, clock));
  }

  @Override
  public long tokenRejections() {
    return rejections.values().stream().mapToLong(Rejections::total).sum();
  }

  @Override
  public Registration registration() {
    return new Registration(Agreement.PROTOCOL, Agreement.of(settings));
  }

  @Override
  public Optional<StatusReport.Handover> handover() {
    return news.told();
  }

  @Override
  public OptionalDouble lastStallMillis() {
    return news.lastStallMillis();
  }

  @Override
  public boolean handedOver(StreamHandle stream) {
    try {
      return last(stream)
          .map(HandoverRow::handover)
          .map(
              row ->
                  row.terms().from().equals(settings.engine().id())
                      && row.cut().made() == Cut.Made.HANDED_OVER
                      && row.step().isHandedOver())
          .orElse(false);
    } catch (RuntimeException e) {
      log.warn("{}: whether it was handed over is not known", stream.name(), e);
      return false;
    }
  }
}
