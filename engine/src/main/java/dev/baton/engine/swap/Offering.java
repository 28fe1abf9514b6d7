package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.config.SwapSettings;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.HandoverTable;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.Locks;
import dev.baton.engine.swap.row.ShadowTable;
import dev.baton.migration.schema.BatonSchema;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.HandoverProtocol;
import dev.baton.protocol.handover.Offer;
import dev.baton.protocol.handover.Refusal;
import dev.baton.protocol.handover.Terms;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Offers every stream of a link to this engine, in their order, or finds the offer that it made
 * before. One thread.
 */
final class Offering {
  private final Settings settings;
  private final SwapTerms wanted;
  private final InstantSource clock;
  private final LinkView link;

  Offering(Settings settings, SwapTerms wanted, InstantSource clock, LinkView link) {
    this.settings = settings;
    this.wanted = wanted;
    this.clock = clock;
    this.link = link;
  }

  /**
   * Whether there is an engine to be handed over from: another one owns a stream and lives, or was
   * handing over to this one. Else the streams are free to be taken.
   */
  boolean isNeeded() throws SQLException {
    for (StreamName stream : link.streams()) {
      if (last(stream).filter(this::isMine).isPresent() || isAnothers(stream)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAnothers(StreamName stream) throws SQLException {
    Connection control = link.at(stream.target());
    String owner = Ownership.read(control, stream.toString()).map(Ownership.Row::owner).orElse("");
    String name = settings.link();
    // An owner whose stream waits to try again holds no lock of the stream's, and lives.
    return !owner.equals(settings.engine().id())
        && (Locks.isHeld(control, LinkNames.ownerLock(name, stream))
            || Locks.isHeld(control, LinkNames.presenceLock(name, stream, owner)));
  }

  /**
   * Makes the offers.
   *
   * @return the swap's id
   * @throws BatonException REFUSED when another swap holds a stream; NOT_PROVISIONED when tokens
   *     would not come through
   */
  long make() throws SQLException {
    for (StreamName stream : link.streams()) {
      BatonSchema.require(link.at(stream.target()), stream.target());
      requireTokenTable(stream);
    }
    boolean resumed = false;
    for (StreamName stream : link.streams()) {
      resumed |= last(stream).filter(this::isMine).isPresent();
    }
    if (!resumed) {
      Compatibility.require(Newcomer.ofThisProgram(settings, Engine.programVersion()), link);
    }
    long id = id();
    for (StreamName stream : link.streams()) {
      Connection control = link.at(stream.target());
      control.setAutoCommit(false);
      try {
        offer(control, stream, id);
        control.commit();
      } catch (SQLException | RuntimeException e) {
        control.rollback();
        throw e;
      } finally {
        control.setAutoCommit(true);
      }
    }
    return id;
  }

  /** A token in a table that is not published would be waited for without end. */
  private void requireTokenTable(StreamName stream) throws SQLException {
    if (wanted.tokens() == SwapSettings.Tokens.MESSAGE) {
      return;
    }
    String sql =
        "select exists (select from pg_publication_tables where pubname = ?"
            + " and schemaname = 'baton' and tablename = 'token')";
    try (PreparedStatement query = link.at(stream.source()).prepareStatement(sql)) {
      query.setString(1, LinkNames.publication(settings.link()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          throw new BatonException(
              ErrorCode.NOT_PROVISIONED,
              "table baton.token is not in the publication at site %s: tokens would not come through. Run 'baton provision' again, or set swap.tokens to message"
                  .formatted(stream.source()));
        }
      }
    }
  }

  /** That of the swap to this engine which is under way, else one larger than any at both sites. */
  private long id() throws SQLException {
    long highest = 0;
    for (StreamName stream : link.streams()) {
      Optional<Handover> last = last(stream);
      if (last.isPresent() && isMine(last.get())) {
        return last.get().terms().id();
      }
      highest = Math.max(highest, highest(link.at(stream.target())));
    }
    return highest + 1;
  }

  private Optional<Handover> last(StreamName stream) throws SQLException {
    return HandoverTable.last(link.at(stream.target()), stream.toString())
        .map(HandoverRow::handover);
  }

  private boolean isMine(Handover row) {
    return !row.step().isEnd() && row.terms().to().equals(settings.engine().id());
  }

  private static long highest(Connection control) throws SQLException {
    try (PreparedStatement query =
            control.prepareStatement("select coalesce(max(id), 0) from baton.handover");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void offer(Connection transaction, StreamName stream, long id) throws SQLException {
    Optional<Handover> there =
        HandoverTable.lock(transaction, stream.toString(), id).map(HandoverRow::handover);
    if (there.isPresent()) {
      // Another engine that asked at the same time may have found the same number.
      if (!there.get().terms().to().equals(settings.engine().id())) {
        throw new BatonException(ErrorCode.REFUSED, UnderWay.held(there.get()));
      }
      return;
    }
    Ownership.Row owned =
        Ownership.lock(transaction, stream.toString())
            .orElseThrow(
                () ->
                    new BatonException(
                        ErrorCode.NOT_PROVISIONED,
                        "stream "
                            + stream
                            + " is not known at its target. Run 'baton provision -c FILE' first"));
    if (wanted.owner().filter(owner -> !owner.equals(owned.owner())).isPresent()) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "engine %s owns stream %s now, not engine %s: another swap came first. Look at 'baton status', then ask again"
              .formatted(owned.owner(), stream, wanted.owner().get()));
    }
    Terms terms =
        new Terms(
            id,
            stream.toString(),
            owned.owner(),
            settings.engine().id(),
            wanted.mode(),
            wanted.cutForm(),
            wanted.shadowMillis() > 0,
            wanted.policy(),
            wanted.confirmMillis());
    long now = clock.millis();
    Decision decision =
        HandoverProtocol.offer(
            HandoverTable.last(transaction, stream.toString()).map(HandoverRow::handover),
            new Offer(
                terms,
                owned.owner(),
                owned.generation(),
                now + wanted.deadlineMillis(),
                link.rows(id),
                now));
    switch (decision) {
      case Decision.Accepted accepted -> {
        HandoverTable.insert(
            transaction,
            new HandoverRow(
                settings.link(),
                LinkNames.slot(settings.link(), settings.engine().id(), stream.source()),
                owned.originSlotFor(settings.engine().id()),
                wanted.slot(),
                wanted.tokens(),
                accepted.next()));
        if (wanted.shadowMillis() > 0) {
          ShadowTable.offer(transaction, stream.toString(), id, wanted.shadowMillis());
        }
      }
      case Decision.Repeated repeated -> {}
      case Decision.Refused refused -> throw held(stream, refused);
    }
  }

  private static BatonException held(StreamName stream, Decision.Refused refused) {
    return new BatonException(
        ErrorCode.REFUSED,
        refused.why() == Refusal.HELD || refused.why() == Refusal.NOT_CLEANED
            ? UnderWay.held(refused.row())
            : "stream %s cannot be offered: %s".formatted(stream, refused.message()));
  }
}
