package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.apply.sql.NetRow.Effect;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every effect met by every operation. */
class NetRowTest {

  private static final int[] KEY = {0};

  private static NetRow with(Effect effect) {
    RowImage row = RowImage.of("1", "old", "large");
    return switch (effect) {
      case INSERTED -> NetRow.inserted(KEY, row);
      case UPDATED -> NetRow.updated(KEY, row);
      case DELETED -> NetRow.deleted(KEY, row);
      case REPLACED -> {
        NetRow net = NetRow.deleted(KEY, row);
        net.insert(row);
        yield net;
      }
      case NONE -> {
        NetRow net = NetRow.inserted(KEY, row);
        net.delete();
        yield net;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "INSERTED, insert, no",
    "INSERTED, update, INSERTED",
    "INSERTED, delete, NONE",
    "UPDATED, insert, no",
    "UPDATED, update, UPDATED",
    "UPDATED, delete, DELETED",
    "DELETED, insert, REPLACED",
    "DELETED, update, no",
    "DELETED, delete, no",
    "REPLACED, insert, no",
    "REPLACED, update, REPLACED",
    "REPLACED, delete, DELETED",
    "NONE, insert, INSERTED",
    "NONE, update, no",
    "NONE, delete, no",
  })
  void whatFollowsAnEffect(Effect before, String operation, String expected) {
    NetRow net = with(before);
    RowImage after = RowImage.of("1", "new", "larger");
    boolean possible =
        switch (operation) {
          case "insert" -> net.insert(after);
          case "update" -> net.update(after);
          case "delete" -> net.delete();
          default -> throw new IllegalArgumentException(operation);
        };
    assertThat(possible).isEqualTo(!expected.equals("no"));
    assertThat(net.effect()).isEqualTo(possible ? Effect.valueOf(expected) : before);
    switch (net.effect()) {
      case DELETED, NONE -> assertThat(net.after()).isNull();
      case INSERTED, UPDATED, REPLACED ->
          assertThat(net.after().text(1))
              .as("a refused operation leaves the row as it was")
              .isEqualTo(possible ? "new" : "old");
    }
  }

  @Test
  void everyEffectIsKnownToThisTest() {
    assertThat(Arrays.stream(Effect.values()).map(NetRowTest::with).map(NetRow::effect))
        .containsExactly(Effect.values());
  }

  @Test
  void aLargeValueLeftAloneIsThatOfTheChangeBefore() {
    NetRow inserted = with(Effect.INSERTED);
    inserted.update(RowImage.of("1", "new", Unchanged.VALUE));
    assertThat(inserted.after().values()).containsExactly("1", "new", "large");

    NetRow updated = NetRow.updated(KEY, RowImage.of("1", "old", Unchanged.VALUE));
    updated.update(RowImage.of("1", null, Unchanged.VALUE));
    assertThat(updated.after().values()).containsExactly("1", null, Unchanged.VALUE);
    updated.update(RowImage.of("1", null, "written"));
    updated.update(RowImage.of("1", "last", Unchanged.VALUE));
    assertThat(updated.after().values()).containsExactly("1", "last", "written");
  }
}
