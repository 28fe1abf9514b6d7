package dev.baton.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.baton.it.site.PostgresSite;
import java.time.Duration;

/** PostgreSQL's own logical replication with its default settings. */
final class NativeContender implements Contender {

  private static final String NAME = "native_rival";
  private final PostgresSite source;
  private final PostgresSite target;

  NativeContender(PostgresSite source, PostgresSite target) {
    this.source = source;
    this.target = target;
  }

  /** Makes publication and subscription; the tables are filled alike already. */
  NativeContender subscribe() {
    source.execute(
        "create publication %s for table %s"
            .formatted(NAME, String.join(", ", BacklogSource.TABLES)));
    target.execute(
        "create subscription %s connection 'host=127.0.0.1 port=%d dbname=%s user=%s' publication %s with (copy_data = false)"
            .formatted(NAME, source.port(), PostgresSite.DATABASE, PostgresSite.ADMIN, NAME));
    return this;
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public PostgresSite target() {
    return target;
  }

  @Override
  public String slot() {
    return NAME;
  }

  @Override
  public void halt() {
    target.execute("alter subscription " + NAME + " disable");
    await("the end of the subscription's worker")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                source
                    .value(
                        "select active from pg_replication_slots where slot_name = '%s'"
                            .formatted(NAME))
                    .equals("f"));
  }

  @Override
  public void go() {
    target.execute("alter subscription " + NAME + " enable");
  }
}
