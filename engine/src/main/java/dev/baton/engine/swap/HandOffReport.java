package dev.baton.engine.swap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.engine.swap.row.HandoverRow;
import dev.baton.engine.swap.row.LinkKeys;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.Terms;
import dev.baton.protocol.token.Decoded;
import dev.baton.protocol.token.LinkKey;
import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Writes down how a swap divided the work of two engines: all from the rows and the applied log at
 * the targets, and signed under the link's key.
 */
public final class HandOffReport {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String BEFORE =
      """
      select seq, source_position, applied_at, source_commit_time from baton.applied
      where stream = ? and seq < (select min(seq) from baton.applied
                                  where stream = ? and generation = ?)
      order by seq desc limit 1
      """;
  private static final String FIRST =
      """
      select seq, source_position, applied_at, source_commit_time from baton.applied
      where stream = ? and generation = ? and not taken order by seq limit 1
      """;
  private static final String COUNTS =
      """
      select coalesce(sum(transactions), 0), coalesce(sum(rows), 0), count(*), coalesce(min(seq), 0)
      from baton.applied where stream = ? and generation = ? and not taken
      """;

  private final Settings settings;
  private final SwapPicture swap;
  private final LinkView link;

  private HandOffReport(Settings settings, SwapPicture swap, LinkView link) {
    this.settings = settings;
    this.swap = swap;
    this.link = link;
  }

  /**
   * Makes it.
   *
   * @param versions of the engines' programs, by their ids
   * @throws dev.baton.connectors.spi.BatonException when a site cannot be reached
   */
  public static ObjectNode write(
      Settings settings, SwapPicture swap, Map<String, String> versions, InstantSource clock) {
    try (LinkView link = new LinkView(settings)) {
      return new HandOffReport(settings, swap, link).write(versions, clock);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    }
  }

  /** The longest stall among the streams, milliseconds; empty while a stream has none yet. */
  public static OptionalDouble stallMillis(Settings settings, SwapPicture swap) {
    try (LinkView link = new LinkView(settings)) {
      double longest = 0;
      for (StreamName stream : swap.streams()) {
        OptionalDouble stall = Stall.read(link.at(stream.target()), stream, swap.id());
        if (stall.isEmpty()) {
          return OptionalDouble.empty();
        }
        longest = Math.max(longest, stall.getAsDouble());
      }
      return OptionalDouble.of(longest);
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    }
  }

  /**
   * Whether a report is as it was written by an engine of this link.
   *
   * @throws dev.baton.connectors.spi.BatonException when the site that holds the key cannot be
   *     reached
   */
  public static boolean isGenuine(Settings settings, JsonNode report) {
    try (LinkView link = new LinkView(settings)) {
      return ReportSeal.holds(report, key(settings, link));
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    }
  }

  private static LinkKey key(Settings settings, LinkView link) throws SQLException {
    return LinkKeys.read(link.at(link.streams().getFirst().target()), settings.link());
  }

  private ObjectNode write(Map<String, String> versions, InstantSource clock) throws SQLException {
    Terms terms = swap.terms();
    ObjectNode report =
        JSON.objectNode()
            .put("link", settings.link())
            .put("handover", swap.id())
            .put("from", terms.from())
            .put("to", terms.to())
            .put("fromVersion", versions.get(terms.from()))
            .put("toVersion", versions.get(terms.to()))
            .put("mode", terms.mode().name())
            .put("cutForm", terms.cutForm().name())
            .put("outcome", swap.step().name())
            .put("reason", swap.first().ending().reason())
            .put("offeredAt", Instant.ofEpochMilli(swap.first().times().offeredMillis()).toString())
            .put("writtenAt", clock.instant().toString());
    ArrayNode streams = report.putArray("streams");
    for (HandoverRow row : swap.rows()) {
      streams.add(stream(row.handover()));
    }
    return ReportSeal.seal(report, key(settings, link));
  }

  private ObjectNode stream(Handover row) throws SQLException {
    StreamName stream =
        swap.streams().stream()
            .filter(one -> one.toString().equals(row.terms().stream()))
            .findFirst()
            .orElseThrow();
    Connection target = link.at(stream.target());
    ObjectNode node =
        JSON.objectNode()
            .put("name", stream.toString())
            .put("step", row.step().name())
            .put("cut", row.cut().made().name())
            .put("cutPosition", row.cut().position().toString())
            .put("generation", row.generation());
    raw(node, target, stream);
    one(node, "last", target, BEFORE, stream, row.generation(), true);
    one(node, "first", target, FIRST, stream, row.generation(), false);
    counts(node, "fromCounts", target, stream, formerGeneration(target, stream, row));
    counts(node, "toCounts", target, stream, row.generation());
    OptionalDouble stall = Stall.read(target, stream, swap.id());
    if (stall.isPresent()) {
      node.put("stallMillis", Math.round(stall.getAsDouble() * 1000) / 1000.0);
    } else {
      node.putNull("stallMillis");
    }
    ArrayNode history = node.putArray("history");
    row.history().stream()
        .sorted(Comparator.comparingLong(passage -> passage.atMillis()))
        .forEach(
            passage ->
                history
                    .addObject()
                    .put("from", passage.from().name())
                    .put("on", passage.on().name())
                    .put("to", passage.to().name())
                    .put("at", Instant.ofEpochMilli(passage.atMillis()).toString()));
    return node;
  }

  /** The instant of the cut and the last token. */
  private void raw(ObjectNode node, Connection target, StreamName stream) throws SQLException {
    try (PreparedStatement query =
        target.prepareStatement(
            "select cut_at, token from baton.handover where stream = ? and id = ?")) {
      query.setString(1, stream.toString());
      query.setLong(2, swap.id());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        node.put("cutAt", instant(row, 1));
        byte[] bytes = row.getBytes(2);
        if (bytes != null
            && new TokenCodec(key(settings, link)).decode(bytes)
                instanceof Decoded.Genuine genuine) {
          node.set("token", token(genuine.token()));
        } else {
          node.putNull("token");
        }
      }
    }
  }

  private static ObjectNode token(Token token) {
    ObjectNode node =
        JSON.objectNode()
            .put("purpose", token.purpose().name())
            .put("sequence", token.sequence())
            .put("position", token.position().toString())
            .put("issuedAt", Instant.ofEpochMilli(token.issuedMillis()).toString());
    ObjectNode list =
        node.putObject("activeTransactions")
            .put("xmin", token.list().xmin().toString())
            .put("xmax", token.list().xmax().toString());
    ArrayNode listed = list.putArray("listed");
    token.list().listed().forEach(one -> listed.add(one.toString()));
    return node;
  }

  private static void one(
      ObjectNode into,
      String name,
      Connection target,
      String sql,
      StreamName stream,
      long generation,
      boolean before)
      throws SQLException {
    try (PreparedStatement query = target.prepareStatement(sql)) {
      query.setString(1, stream.toString());
      if (before) {
        query.setString(2, stream.toString());
      }
      query.setLong(before ? 3 : 2, generation);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          into.putObject(name)
              .put("seq", row.getLong(1))
              .put("position", row.getString(2))
              .put("appliedAt", instant(row, 3))
              .put("committedAt", instant(row, 4));
        } else {
          into.putNull(name);
        }
      }
    }
  }

  /** Those rows of the applied log that are still kept. */
  private static void counts(
      ObjectNode into, String name, Connection target, StreamName stream, long generation)
      throws SQLException {
    try (PreparedStatement query = target.prepareStatement(COUNTS)) {
      query.setString(1, stream.toString());
      query.setLong(2, generation);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        into.putObject(name)
            .put("generation", generation)
            .put("transactions", row.getLong(1))
            .put("rows", row.getLong(2))
            .put("applyTransactions", row.getLong(3))
            .put("sinceSeq", row.getLong(4));
      }
    }
  }

  private static long formerGeneration(Connection target, StreamName stream, Handover row)
      throws SQLException {
    try (PreparedStatement query =
        target.prepareStatement(
            "select coalesce(max(generation), 0) from baton.applied"
                + " where stream = ? and generation < ?")) {
      query.setString(1, stream.toString());
      query.setLong(2, row.generation());
      try (ResultSet found = query.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  private static String instant(ResultSet row, int column) throws SQLException {
    var time = row.getTimestamp(column);
    return time == null ? null : time.toInstant().toString();
  }
}
