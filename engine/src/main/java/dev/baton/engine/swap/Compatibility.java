package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.swap.row.LinkView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in the way of handing a link over to an engine: asked by the command before it starts
 * one, and by that engine before it offers itself. Reads only.
 */
public final class Compatibility {
  private final Newcomer next;
  private final LinkView link;
  private final Set<String> problems = new LinkedHashSet<>();

  private Compatibility(Newcomer next, LinkView link) {
    this.next = next;
    this.link = link;
  }

  /** Everything that stands in the way, a sentence each; empty when nothing does. */
  static List<String> problems(Newcomer next, LinkView link) throws SQLException {
    return new Compatibility(next, link).check();
  }

  /**
   * @throws BatonException REFUSED with all of them
   */
  static void require(Newcomer next, LinkView link) throws SQLException {
    List<String> problems = problems(next, link);
    if (!problems.isEmpty()) {
      throw new BatonException(ErrorCode.REFUSED, sentence(next, problems));
    }
  }

  /** All problems at once, for people. */
  public static String sentence(Newcomer next, List<String> problems) {
    return "engine %s cannot take link %s over; nothing was touched:%n  %s"
        .formatted(
            next.settings().engine().id(),
            next.settings().link(),
            String.join(System.lineSeparator() + "  ", problems));
  }

  private List<String> check() throws SQLException {
    for (StreamName stream : link.streams()) {
      Optional<Ownership.Row> owned = Ownership.read(link.at(stream.target()), stream.toString());
      if (owned.isEmpty()) {
        problems.add(
            "stream %s is not known at site %s; check replicate.streams and sites, or run 'baton provision'"
                .formatted(stream, stream.target()));
      } else {
        sameSource(stream, owned.get());
        String owner = owned.get().owner();
        if (!owner.equals(next.settings().engine().id())
            && Presence.ofOwner(link.at(stream.target()), next.settings().link(), stream)) {
          current(stream, owner);
        }
      }
    }
    for (SiteSettings site : next.settings().sites().values()) {
      room(site);
    }
    return List.copyOf(problems);
  }

  private void sameSource(StreamName stream, Ownership.Row owned) throws SQLException {
    String sql =
        "select s.system_identifier::text, pg_catalog.current_database()"
            + " from pg_catalog.pg_control_system() s";
    try (PreparedStatement query = link.at(stream.source()).prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      if (!owned.source().system().equals(row.getString(1))
          || !owned.source().database().equals(row.getString(2))) {
        problems.add(
            "sites.%s.url leads to system %s, database %s, but stream %s reads system %s, database %s"
                .formatted(
                    stream.source(),
                    row.getString(1),
                    row.getString(2),
                    stream,
                    owned.source().system(),
                    owned.source().database()));
      }
    }
  }

  private void current(StreamName stream, String owner) throws SQLException {
    String sql = "select version, protocol, agreement from baton.engine where engine = ?";
    try (PreparedStatement query = link.at(stream.target()).prepareStatement(sql)) {
      query.setString(1, owner);
      try (ResultSet row = query.executeQuery()) {
        // An engine that has gone is registered no more and has nothing to agree to.
        if (row.next()) {
          protocol(owner, row.getString(1), row.getInt(2));
          if (row.getInt(2) > 0) {
            problems.addAll(Agreement.differences(next.settings(), owner, row.getString(3)));
          }
        }
      }
    }
  }

  private void protocol(String owner, String version, int protocol) {
    if (protocol != next.protocol()) {
      problems.add(
          "engine %s runs Baton %s, which speaks version %d of the protocol, and engine %s Baton %s, which speaks %s; hand over by a version that speaks both, or 'baton stop' the one and 'baton run' the other"
              .formatted(
                  owner,
                  version,
                  protocol,
                  next.settings().engine().id(),
                  next.version(),
                  next.protocol() == 0 ? "none" : "version " + next.protocol()));
    }
  }

  /** Each engine needs a slot and a sender of its own at every source while both read. */
  private void room(SiteSettings site) throws SQLException {
    Settings settings = next.settings();
    for (StreamName stream : settings.replicate().streams()) {
      if (stream.source().equals(site.name())) {
        Connection source = link.at(site.name());
        room(
            source,
            site.name(),
            "max_replication_slots",
            "select count(*) from pg_catalog.pg_replication_slots");
        room(
            source,
            site.name(),
            "max_wal_senders",
            "select count(*) from pg_catalog.pg_stat_get_wal_senders()");
      }
    }
  }

  private void room(Connection source, String site, String setting, String used)
      throws SQLException {
    String sql = "select pg_catalog.current_setting('%s')::int, (%s)::int".formatted(setting, used);
    try (PreparedStatement query = source.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      if (row.getInt(2) >= row.getInt(1)) {
        problems.add(
            "site %s has all %d of its %s in use and a second engine needs one more; raise it there"
                .formatted(site, row.getInt(1), setting));
      }
    }
  }
}
