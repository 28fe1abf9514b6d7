package dev.baton.engine.apply.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether groups that meet are told to wait for each other, and others not. */
class HazardsTest {
  private static final int KEYS = 40;
  private static final int GROUPS = 400;

  private static final SourceTable PLAIN = source("plain");
  private static final SourceTable PAIR = source("pair");
  private static final SourceTable UNIQ = source("uniq");
  private static final SourceTable WHOLE = source("whole");
  private static final SourceTable WATCHED = source("watched");
  private static final SourceTable LOCAL = source("local");

  private final Hazards hazards = new Hazards(HazardsTest::target);
  private long seq = 10;

  private static SourceTable source(String name) {
    return new SourceTable(new TableName("public", name), List.of("id", "u", "v"));
  }

  private static Optional<TargetTable> target(SourceTable source) {
    return switch (source.name().table()) {
      case "plain" -> Optional.of(target(source, List.of(0), true, List.of(List.of(0))));
      case "pair" -> Optional.of(target(source, List.of(0, 1), true, List.of(List.of(0, 1))));
      case "uniq" -> Optional.of(target(source, List.of(0), true, List.of(List.of(0), List.of(1))));
      case "whole" -> Optional.of(target(source, List.of(0, 1, 2), true, List.of()));
      case "misfit" -> throw new BatonException(ErrorCode.SCHEMA_MISMATCH, "no such column");
      case "watched" -> Optional.of(target(source, List.of(0), false, List.of(List.of(0))));
      default -> Optional.empty();
    };
  }

  private static TargetTable target(
      SourceTable source, List<Integer> key, boolean inSets, List<List<Integer>> uniques) {
    List<TargetColumn> columns =
        IntStream.range(0, 3)
            .mapToObj(i -> new TargetColumn(source.columns().get(i), "pg_catalog", "text", i))
            .toList();
    return new TargetTable(
        source.name(),
        columns,
        key,
        key.size() == 3,
        inSets,
        List.of(),
        uniques,
        Optional.empty(),
        false);
  }

  private static RowChange insert(SourceTable table, Object... values) {
    return new RowChange.Insert(table, row(values));
  }

  private static RowChange update(SourceTable table, Object... values) {
    return new RowChange.Update(table, null, row(values));
  }

  private static RowChange moved(SourceTable table, RowImage before, Object... values) {
    return new RowChange.Update(table, before, row(values));
  }

  private static RowChange delete(SourceTable table, Object... values) {
    return new RowChange.Delete(table, row(values));
  }

  private static RowImage row(Object... values) {
    Object[] texts = new Object[3];
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i] == null ? null : values[i].toString();
    }
    return RowImage.of(texts);
  }

  /** Admits a group of these changes; answers what it has to wait for. */
  private long admit(RowChange... changes) {
    return admit(List.of(changes));
  }

  private long admit(List<RowChange> changes) {
    SourcePosition end = new SourcePosition(++seq * 100);
    TransactionPart part = new TransactionPart(seq, 0, changes, true, true, end, 0);
    return hazards.admit(seq, new Group(List.of(part), end, 0, 1, changes.size()));
  }

  @Test
  void groupsOfOtherRowsDoNotMeet() {
    assertThat(admit(insert(PLAIN, 1), update(PLAIN, 2), delete(PLAIN, 3))).isZero();
    assertThat(admit(insert(PLAIN, 4), update(PLAIN, 5), delete(PLAIN, 6))).isZero();
    assertThat(admit(insert(PAIR, 1, 1), insert(PAIR, 1, 2))).isZero();
    assertThat(admit(insert(PAIR, 2, 1), insert(LOCAL, 1))).isZero();
  }

  @Test
  void theLastGroupOfTheSameRowIsWaitedFor() {
    admit(insert(PLAIN, 1));
    admit(insert(PLAIN, 2));
    admit(update(PLAIN, 1));
    assertThat(admit(delete(PLAIN, 1))).isEqualTo(13);
    assertThat(admit(update(PLAIN, 2), insert(PLAIN, 9))).isEqualTo(12);
  }

  @Test
  void aKeyThatChangesTouchesTheOldAndTheNewOne() {
    admit(moved(PLAIN, row(1), 2));
    assertThat(admit(insert(PLAIN, 1))).isEqualTo(11);
    assertThat(admit(update(PLAIN, 2))).isEqualTo(11);
    assertThat(admit(update(PLAIN, 3))).isZero();
  }

  @Test
  void insertsMeetByUniqueValuesToo() {
    admit(insert(UNIQ, 1, "a"));
    assertThat(admit(insert(UNIQ, 2, "b"), insert(UNIQ, 3, null))).isZero();
    assertThat(admit(insert(UNIQ, 4, null))).as("nulls are no values").isZero();
    assertThat(admit(insert(UNIQ, 5, "a"))).isEqualTo(11);
  }

  @Test
  void whatFreesAUniqueValueMeetsAllOfItsTable() {
    admit(insert(UNIQ, 1, "a"));
    assertThat(admit(update(UNIQ, 2, "b"))).isEqualTo(11);
    assertThat(admit(insert(UNIQ, 3, "c"))).isEqualTo(12);
    assertThat(admit(delete(UNIQ, 4))).isEqualTo(13);
    assertThat(admit(insert(PLAIN, 1))).as("another table").isZero();
  }

  @Test
  void rowsThatNothingTellsApartMeetAll() {
    admit(insert(WHOLE, 1, 1, 1));
    assertThat(admit(insert(WHOLE, 2, 2, 2))).isEqualTo(11);
  }

  @Test
  void anImageWithoutTheKeyMeetsAllOfItsTable() {
    admit(insert(PLAIN, 1));
    assertThat(admit(delete(PLAIN, (Object) null))).isEqualTo(11);
    assertThat(admit(insert(PLAIN, 2))).isEqualTo(12);
  }

  @Test
  void truncationsTriggersAndAlteredTablesShareTheTargetWithNobody() {
    admit(insert(PLAIN, 1));
    assertThat(admit(new RowChange.Truncate(List.of(PAIR)))).isEqualTo(11);
    assertThat(admit(insert(PLAIN, 2))).isEqualTo(12);
    assertThat(admit(insert(WATCHED, 1))).isEqualTo(13);
    assertThat(admit(insert(PLAIN, 3))).isEqualTo(14);
    assertThat(admit(insert(source("plain"), 4))).as("a new version").isEqualTo(15);
    assertThat(admit(insert(PAIR, 4, 4))).isEqualTo(16);
  }

  @Test
  void aGroupIsNotInItsOwnWay() {
    admit(insert(UNIQ, 1, "a"));
    assertThat(admit(insert(UNIQ, 2, "b"), update(UNIQ, 1, "c"))).isEqualTo(11);
    assertThat(admit(insert(PLAIN, 1), update(PLAIN, 1), delete(PLAIN, 1))).isZero();
  }

  @Test
  void aTableThatDoesNotFitIsLeftForTheLaneToTell() {
    SourceTable misfit = source("misfit");
    admit(insert(PLAIN, 1));
    assertThat(admit(insert(misfit, 1))).isEqualTo(11);
    assertThat(admit(insert(misfit, 2))).isEqualTo(12);
    assertThat(admit(insert(PLAIN, 2))).isEqualTo(13);
  }

  @Test
  void whatIsRememberedIsBounded() {
    List<RowChange> many = new ArrayList<>();
    for (int id = 0; id < Hazards.MOST_TOUCHED; id++) {
      many.add(insert(PLAIN, id));
    }
    assertThat(admit(insert(PLAIN, -1))).isZero();
    assertThat(admit(many)).as("it waits for all before, and all later ones for it").isEqualTo(11);
    assertThat(admit(insert(PLAIN, -2))).isEqualTo(12);
    assertThat(admit(insert(PLAIN, -2))).isEqualTo(13);
  }

  /** What a group does in truth, which the trail tells only in part. */
  private record Truth(long seq, Set<String> touched, Set<String> whole) {
    boolean meets(Truth other) {
      return touched.stream().anyMatch(other.touched::contains)
          || whole.stream().anyMatch(other.whole::contains);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noHazardIsMissedInRandomHistories(long seed) {
    Random random = new Random(seed);
    Map<Integer, String> uniques = new HashMap<>();
    List<Truth> groups = new ArrayList<>();
    long free = 0;
    for (int i = 0; i < GROUPS; i++) {
      List<RowChange> changes = new ArrayList<>();
      Truth truth = new Truth(seq + 1, new HashSet<>(), new HashSet<>());
      for (int n = random.nextInt(3); n >= 0; n--) {
        changes.add(change(random, uniques, truth));
      }
      long after = admit(changes);
      for (Truth earlier : groups) {
        if (earlier.meets(truth)) {
          assertThat(after)
              .as("seed %d: %s meets %s", seed, truth, earlier)
              .isGreaterThanOrEqualTo(earlier.seq());
        }
      }
      free += after < truth.seq() - 1 ? 1 : 0;
      groups.add(truth);
    }
    assertThat(free).as("groups that may run beside the one before").isGreaterThan(GROUPS / 4);
  }

  private static RowChange change(Random random, Map<Integer, String> uniques, Truth truth) {
    int id = random.nextInt(KEYS);
    int other = random.nextInt(KEYS);
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> {
        truth.touched().add("plain " + id);
        yield random.nextBoolean() ? update(PLAIN, id, 0, 0) : delete(PLAIN, id);
      }
      case 8, 9 -> {
        truth.touched().add("plain " + id);
        truth.touched().add("plain " + other);
        yield moved(PLAIN, row(id), other);
      }
      case 10, 11, 12, 13 -> {
        truth.touched().add("pair " + id + " " + other);
        yield insert(PAIR, id, other);
      }
      case 14, 15, 16, 17 -> {
        boolean there = uniques.containsKey(id);
        String value = "value " + random.nextInt(KEYS);
        unique(uniques, id, value, truth);
        yield there ? update(UNIQ, id, value) : insert(UNIQ, id, value);
      }
      case 18 -> {
        unique(uniques, id, null, truth);
        yield delete(UNIQ, id);
      }
      default -> {
        truth.whole().add("whole");
        yield insert(WHOLE, id, other, 0);
      }
    };
  }

  /** The row has another unique value from now on; the one that it had is free. */
  private static void unique(Map<Integer, String> uniques, int id, String value, Truth truth) {
    truth.touched().add("uniq " + id);
    String former = value == null ? uniques.remove(id) : uniques.put(id, value);
    if (former != null) {
      truth.touched().add(former);
    }
    if (value != null) {
      truth.touched().add(value);
    }
  }
}
