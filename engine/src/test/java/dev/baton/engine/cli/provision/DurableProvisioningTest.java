package dev.baton.engine.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.migration.provision.Provisioning;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Provisioning that ends anywhere, on real servers, and is run again. */
class DurableProvisioningTest {
  private static final String TABLE = "create table account (id int primary key, balance int)";
  private static final String STATE = "select state from baton.workflow";

  @AutoClose private static PostgresServer east;
  @AutoClose private static PostgresServer west;

  @BeforeAll
  static void start() {
    east = PostgresServer.start();
    west = PostgresServer.start();
  }

  /** Stands for the end of the process: nothing after it runs. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @EnumSource(ProvisionState.class)
  void aRunThatEndsInAnyStateIsGoneOnWith(ProvisionState state) {
    TestLink link = link("ends_in_" + state.name().toLowerCase(Locale.ROOT));

    assertThatThrownBy(() -> run(link, new EndsIn(state))).isInstanceOf(Ended.class);
    List<ProvisionState> again = new ArrayList<>();
    run(link, again::add);

    boolean recorded = state.compareTo(ProvisionState.SCHEMAS) > 0;
    if (state == ProvisionState.DONE) {
      assertThat(again).isEmpty();
    } else {
      assertThat(again.getFirst()).isEqualTo(recorded ? state : ProvisionState.ROLES);
      assertThat(again).doesNotHaveDuplicates().endsWith(ProvisionState.DONE);
    }
    isProvisioned(link);
  }

  @Test
  void aSecondRunHasNothingToDoAndGoesThroughNothing() {
    TestLink link = link("twice");
    run(link, state -> {});
    String changed = "select changed_at::text from baton.workflow";
    List<String> before = link.askEast(changed);

    assertThat(provisioning(state -> {}).apply(link.settings("blue")).nothingToDo()).isTrue();

    assertThat(link.askEast(changed)).isEqualTo(before);
  }

  @Test
  void whatCameToTheLinkWhileARunWasInterruptedIsMadeToo() {
    TestLink link = link("grown");
    assertThatThrownBy(() -> run(link, new EndsIn(ProvisionState.PROGRESS)))
        .isInstanceOf(Ended.class);
    link.onBoth("create table later (id int primary key)");

    List<ProvisionState> again = new ArrayList<>();
    run(link, again::add);

    assertThat(again)
        .startsWith(ProvisionState.PROGRESS, ProvisionState.VERIFYING, ProvisionState.ROLES)
        .endsWith(ProvisionState.VERIFYING, ProvisionState.DONE);
    assertThat(link.askEast("select count(*) from pg_publication_tables where tablename = 'later'"))
        .containsExactly("1");
    isProvisioned(link);
  }

  @Test
  void aRunThatAnotherOneOvertookIsToldItsHistory() {
    TestLink link = link("overtaken");

    assertThatThrownBy(
            () ->
                run(
                    link,
                    state -> {
                      if (state == ProvisionState.GRANTS) {
                        run(link, other -> {});
                      }
                    }))
        .isInstanceOf(BatonException.class)
        .hasMessageContaining("provisioning of link overtaken")
        .hasMessageContaining("'MADE', brought in GRANTS, is not possible in DONE")
        .hasMessageContaining("PROGRESS -MADE-> VERIFYING");
    isProvisioned(link);
  }

  private static TestLink link(String name) {
    return TestLink.between(east, west, name).onBoth(TABLE);
  }

  private static void run(TestLink link, Consumer<ProvisionState> onRecorded) {
    provisioning(onRecorded).apply(link.settings("blue"));
  }

  private static DurableProvisioning provisioning(Consumer<ProvisionState> onRecorded) {
    return new DurableProvisioning(new Provisioning(), InstantSource.system(), onRecorded);
  }

  private static void isProvisioned(TestLink link) {
    assertThat(link.askEast(STATE)).containsExactly("DONE");
    assertThat(new Provisioning().plan(link.settings("blue")).nothingToDo()).isTrue();
    assertThat(link.askWest("select count(*) from baton.applied")).containsExactly("1");
    assertThat(link.askEast("select count(*) from baton.applied")).containsExactly("1");
  }

  private record EndsIn(ProvisionState last) implements Consumer<ProvisionState> {
    @Override
    public void accept(ProvisionState state) {
      if (state == last) {
        throw new Ended();
      }
    }
  }
}
