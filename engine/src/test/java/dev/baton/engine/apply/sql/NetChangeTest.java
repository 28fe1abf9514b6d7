package dev.baton.engine.apply.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.apply.sql.NetChange.Effect;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every effect met by every operation. */
class NetChangeTest {

  private static NetChange with(Effect effect) {
    Object[] row = {"1", "old", "large"};
    return switch (effect) {
      case INSERTED -> NetChange.inserted(row);
      case UPDATED -> NetChange.updated(row);
      case DELETED -> NetChange.deleted();
      case REPLACED -> {
        NetChange net = NetChange.deleted();
        net.insert(row);
        yield net;
      }
      case NONE -> {
        NetChange net = NetChange.inserted(row);
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
    NetChange net = with(before);
    Object[] after = {"1", "new", "larger"};
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
          assertThat(net.after()[1])
              .as("a refused operation leaves the row as it was")
              .isEqualTo(possible ? "new" : "old");
    }
  }

  @Test
  void everyEffectIsKnownToThisTest() {
    assertThat(Arrays.stream(Effect.values()).map(NetChangeTest::with).map(NetChange::effect))
        .containsExactly(Effect.values());
  }

  @Test
  void aLargeValueLeftAloneIsThatOfTheChangeBefore() {
    NetChange inserted = with(Effect.INSERTED);
    inserted.update(new Object[] {"1", "new", Unchanged.VALUE});
    assertThat(inserted.after()).containsExactly("1", "new", "large");

    NetChange updated = NetChange.updated(new Object[] {"1", "old", Unchanged.VALUE});
    updated.update(new Object[] {"1", null, Unchanged.VALUE});
    assertThat(updated.after()).containsExactly("1", null, Unchanged.VALUE);
    updated.update(new Object[] {"1", null, "written"});
    updated.update(new Object[] {"1", "last", Unchanged.VALUE});
    assertThat(updated.after()).containsExactly("1", "last", "written");
  }
}
