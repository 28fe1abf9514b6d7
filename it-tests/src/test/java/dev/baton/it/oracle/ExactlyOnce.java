package dev.baton.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.site.PostgresSite;
import dev.baton.it.workload.TpcbTraffic;
import dev.baton.it.workload.WriteId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * ONCE: every acknowledged write stands in the ledger of both sites exactly once, and nothing else
 * does but writes whose COMMIT was never answered, which then stand on both.
 */
public final class ExactlyOnce {

  private ExactlyOnce() {}

  /** Checks the ledgers for what some stopped traffic wrote. */
  public static void check(List<PostgresSite> sites, List<TpcbTraffic> runs) {
    Set<WriteId> acknowledged = new HashSet<>();
    Set<WriteId> possible = new HashSet<>();
    for (TpcbTraffic run : runs) {
      acknowledged.addAll(run.acknowledged());
      possible.addAll(run.inDoubt());
    }
    possible.addAll(acknowledged);
    for (PostgresSite site : sites) {
      Map<WriteId, Integer> found = ledger(site);
      assertThat(repeated(found)).as("ONCE: writes that stand twice at %s", site.name()).isEmpty();
      assertThat(without(acknowledged, found.keySet()))
          .as("ONCE: acknowledged writes missing at %s", site.name())
          .isEmpty();
      assertThat(without(found.keySet(), possible))
          .as("ONCE: writes at %s that nobody committed", site.name())
          .isEmpty();
    }
  }

  private static Set<WriteId> repeated(Map<WriteId, Integer> found) {
    return found.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<WriteId> without(Set<WriteId> these, Set<WriteId> those) {
    Set<WriteId> rest = new HashSet<>(these);
    rest.removeAll(those);
    return rest;
  }

  private static Map<WriteId, Integer> ledger(PostgresSite site) {
    Map<WriteId, Integer> found = new HashMap<>();
    try (Connection connection = site.admin();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select site, writer, n from ledger")) {
      while (rows.next()) {
        WriteId id = new WriteId(rows.getString(1), rows.getInt(2), rows.getLong(3));
        found.merge(id, 1, Integer::sum);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }
}
