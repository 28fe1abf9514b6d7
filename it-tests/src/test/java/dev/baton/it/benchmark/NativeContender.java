package dev.baton.it.benchmark;

import static org.awaitility.Awaitility.await;

import dev.baton.it.site.PostgresSite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL's own logical replication, with its default settings but for those named. */
final class NativeContender implements Contender {

  private final NativePeer peer;
  private final PostgresSite source;
  private final PostgresSite target;

  private NativeContender(NativePeer peer, PostgresSite source, PostgresSite target) {
    this.peer = peer;
    this.source = source;
    this.target = target;
  }

  /** Makes publication and subscription of tables that are filled alike already. */
  static NativeContender subscribe(
      NativePeer peer, List<String> tables, PostgresSite source, PostgresSite target) {
    source.execute(
        "create publication %s for table %s"
            .formatted(peer.subscription(), String.join(", ", tables)));
    Map<String, String> options = new TreeMap<>(peer.options());
    options.put("copy_data", "false");
    target.execute(
        "create subscription %s connection 'host=127.0.0.1 port=%d dbname=%s user=%s' publication %s with (%s)"
            .formatted(
                peer.subscription(),
                source.port(),
                PostgresSite.DATABASE,
                PostgresSite.ADMIN,
                peer.subscription(),
                String.join(
                    ", ",
                    options.entrySet().stream()
                        .map(one -> one.getKey() + " = " + one.getValue())
                        .toList())));
    return new NativeContender(peer, source, target);
  }

  @Override
  public String name() {
    return peer.name();
  }

  @Override
  public PostgresSite target() {
    return target;
  }

  @Override
  public String slot() {
    return peer.subscription();
  }

  /** What is published for it, under one name with its slot. */
  String publication() {
    return peer.subscription();
  }

  @Override
  public Map<String, String> settings() {
    String of = " from pg_subscription where subname = '" + peer.subscription() + "'";
    return new TreeMap<>(
        Map.of(
            "synchronous_commit", target.value("select subsynccommit" + of),
            "streaming",
                target.value(
                    "select case substream when 'p' then 'parallel' when 't' then 'on' else 'off' end"
                        + of)));
  }

  @Override
  public void halt() {
    target.execute("alter subscription " + peer.subscription() + " disable");
    await("the end of the subscription's worker")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                source
                    .value(
                        "select active from pg_replication_slots where slot_name = '%s'"
                            .formatted(slot()))
                    .equals("f"));
  }

  @Override
  public void makeReady() {
    // Its worker starts when it is let go, as it always does.
  }

  @Override
  public void go() {
    target.execute("alter subscription " + peer.subscription() + " enable");
  }

  @Override
  public void assertAlive() {
    // The server starts its worker again.
  }
}
