package dev.baton.engine.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.Settings;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TableRouting;
import dev.baton.connectors.postgresql.Catalog;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.postgresql.TableDescription.Column;
import dev.baton.connectors.postgresql.TableDescription.Generated;
import dev.baton.engine.flow.TargetTable;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells the rows of a target table apart in memory, by what its catalog says. */
class UniqueValuesTest {
  private static final String UNKNOWN = "nothing";

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private static int tables;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "told");
    link.onBoth(
        "create collation careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "create domain sku as text");
  }

  /** Places of columns: the key's, then those of other unique indexes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id int primary key, v text | 0",
        "id bigint, at timestamptz, primary key (id, at) | 0 1",
        "v int, id uuid primary key | 1",
        "id text primary key | 0",
        "id varchar(9) primary key, u date unique | 0, 1",
        "id char(4) primary key | 0",
        "id numeric(10, 2) primary key | 0",
        "id int primary key, u int, v int, unique (v, u) | 0, 1 2",
        "id int primary key, u int unique deferrable initially deferred | 0, 1",
        // Not told by texts:
        "id numeric primary key | nothing",
        "id float8 primary key | nothing",
        "id interval primary key | nothing",
        "id sku primary key | nothing",
        "id text collate careless primary key | nothing",
        "id int primary key, u text collate careless unique | nothing",
        "id int primary key, u int, unique nulls not distinct (u) | nothing",
        "id int primary key, u int, g int generated always as (u % 2) stored unique | nothing",
        "id int primary key, r int4range, exclude using gist (r with &&) | nothing",
        "id int4range, r daterange, primary key (id, r without overlaps) | nothing",
      })
  void whatIsUniqueIsFound(String definition, String expected) throws SQLException {
    String name = "told_" + ++tables;
    link.onBoth("create table %s (%s)".formatted(name, definition));
    assertThat(told(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create unique index on %s (v) | 0, 1",
        "create unique index on %s (v) where v > 3 | 0, 1",
        "create unique index on %s (v) include (w) | 0, 1",
        "create unique index on %s (abs(v)) | nothing",
        "create index on %s (v) | 0",
        "alter table %s add column here int unique | nothing",
        "alter table %s replica identity full | 0",
      })
  void indexesOfTheTargetCount(String statement, String expected) throws SQLException {
    String name = "told_" + ++tables;
    link.onBoth("create table %s (id int primary key, v int, w int)".formatted(name));
    link.onWest(statement.formatted(name));
    assertThat(told(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create unique index on %s (v) | 0, 1",
        "create unique index on %s (abs(v)) | nothing"
      })
  void indexesOfPartitionsCount(String statement, String expected) throws SQLException {
    String name = "told_" + ++tables;
    link.onBoth(
        "create table %s (id int primary key, v int) partition by range (id)".formatted(name),
        "create table %s_p partition of %s default".formatted(name, name));
    assertThat(told(name)).isEqualTo("0");
    link.onWest(statement.formatted(name + "_p"));
    assertThat(told(name)).isEqualTo(expected);
  }

  @Test
  void aRuleThatAppliesToReplicatedRowsIsATrigger() throws SQLException {
    String name = "told_" + ++tables;
    link.onBoth("create table %s (id int primary key)".formatted(name));
    link.onWest("create rule again as on insert to %s do also notify again".formatted(name));
    assertThat(target(name).inSets()).as("applications' sessions only").isTrue();
    link.onWest("alter table %s enable always rule again".formatted(name));
    assertThat(target(name).inSets()).isFalse();
  }

  private static String told(String name) throws SQLException {
    List<List<Integer>> uniques = target(name).uniques();
    return uniques.isEmpty() ? UNKNOWN : shown(uniques);
  }

  private static TargetTable target(String name) throws SQLException {
    Settings settings = link.settings("blue");
    try (Connection east = server.connect(link.eastDatabase());
        Connection west = server.connect(link.westDatabase())) {
      Catalog source = Catalog.read(east);
      TableDescription read = source.table(new TableName("public", name)).orElseThrow();
      List<String> columns =
          read.columns().stream()
              .filter(column -> column.generated() == Generated.NO)
              .map(Column::name)
              .toList();
      return new TableResolver(
              TableRouting.of(settings.replicate(), settings.replicate().streams().getFirst()),
              source,
              Catalog.read(west),
              "west")
          .apply(new SourceTable(read.name(), columns))
          .orElseThrow();
    }
  }

  private static String shown(List<List<Integer>> uniques) {
    return String.join(
        ", ",
        uniques.stream()
            .map(places -> String.join(" ", places.stream().map(String::valueOf).toList()))
            .toList());
  }
}
