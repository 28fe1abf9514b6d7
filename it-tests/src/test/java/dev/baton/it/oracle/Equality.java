package dev.baton.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * EQ: every table holds the same rows at both sites. Written apart from the product's own
 * verification, so that they do not share a mistake.
 */
public final class Equality {

  // Two sums over independent hashes: rows that come twice count twice, and their order does not.
  private static final String HASH =
      """
      select count(*) || ' rows, hash '
          || coalesce(sum(hashtextextended(t::text, 1)::numeric), 0) || '/'
          || coalesce(sum(hashtextextended(t::text, 2)::numeric), 0)
      from %s t""";

  private Equality() {}

  /** Waits until both sites are equal, then tells what they hold. */
  public static Map<String, String> await(
      PostgresSite east, PostgresSite west, List<String> tables, Duration patience) {
    Awaited awaited = new Awaited();
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> awaited.look(east, west, tables));
    } catch (RuntimeException e) {
      assertThat(awaited.atWest).as("EQ: west holds what east holds").isEqualTo(awaited.atEast);
      throw e;
    }
    return awaited.atEast;
  }

  /** What a site holds: a canonical hash of each table. */
  public static Map<String, String> fingerprint(PostgresSite site, List<String> tables) {
    return tables.stream()
        .collect(Collectors.toMap(Function.identity(), table -> site.value(HASH.formatted(table))));
  }

  private static final class Awaited {
    private Map<String, String> atEast = Map.of();
    private Map<String, String> atWest = Map.of();

    private boolean look(PostgresSite east, PostgresSite west, List<String> tables) {
      atEast = fingerprint(east, tables);
      atWest = fingerprint(west, tables);
      return atEast.equals(atWest);
    }
  }
}
