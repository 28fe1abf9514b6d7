package dev.baton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.it.link.LinkFixture;
import dev.baton.it.program.BatonProgram;
import dev.baton.it.program.EngineProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code baton provision} killed in its middle, and run again. */
class ProvisionInterruptedTest {
  private static final String STATE = "select state from baton.workflow";

  @Test
  void aKilledRunIsGoneOnWithInItsRecordedState()
      throws SQLException, IOException, InterruptedException {
    try (LinkFixture link = LinkFixture.start(List.of("public.item"))) {
      link.executeAtBoth("create table item (id int primary key)");
      try (Connection open = link.east().app()) {
        // A slot waits for the transactions that are open when it is made.
        open.setAutoCommit(false);
        open.createStatement().execute("insert into item values (1)");
        killInSlots(link);
        open.rollback();
      }
      awaitNoSession(link);

      link.provision();

      assertThat(link.east().value(STATE)).isEqualTo("DONE");
      assertThat(link.east().value("select array_to_string(history, ', ') from baton.workflow"))
          .containsOnlyOnce("ROLES MADE SCHEMAS")
          .containsOnlyOnce("PUBLICATIONS MADE SLOTS")
          .contains("VERIFYING COMPLETE DONE");
      try (EngineProcess engine = link.engine()) {
        link.east().executeAsApp("insert into item values (2)");
        link.awaitSame("select string_agg(id::text, ',') from item", Duration.ofSeconds(30));
        assertThat(link.west().value("select id from item")).isEqualTo("2");
      }
    }
  }

  private static void killInSlots(LinkFixture link) throws IOException, InterruptedException {
    Process provision =
        BatonProgram.command(List.of(), List.of("provision", "-c", link.settingsFile().toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      await("provisioning to wait for the slot")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> link.east().value(STATE).equals("SLOTS"));
    } finally {
      provision.destroyForcibly();
      assertThat(provision.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The server goes on with what a client asked for that is gone, until it wants to answer. */
  private static void awaitNoSession(LinkFixture link) {
    String sessions =
        "select count(*) from pg_stat_activity where application_name like 'baton/%provision%'";
    await("the killed run's session to end")
        .atMost(Duration.ofSeconds(30))
        .until(() -> link.east().number(sessions) == 0);
  }
}
