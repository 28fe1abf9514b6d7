package dev.baton.connectors.change;

import dev.baton.config.ReplicationSettings;
import dev.baton.config.StreamName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says for one stream which source tables are replicated and what each is called at the target.
 *
 * <p>Patterns and renames are written from the first stream's side: its source holds the names on
 * the left. A stream that starts anywhere else uses the renames backwards, and a table of its is
 * replicated when the patterns include its counterpart's name.
 */
public final class TableRouting {
  private final ReplicationSettings settings;
  private final boolean forwards;
  private final Map<String, String> targets;

  private TableRouting(
      ReplicationSettings settings, boolean forwards, Map<String, String> targets) {
    this.settings = settings;
    this.forwards = forwards;
    this.targets = targets;
  }

  /** The routing of one of the settings' streams. */
  public static TableRouting of(ReplicationSettings settings, StreamName stream) {
    boolean forwards = settings.streams().getFirst().source().equals(stream.source());
    Map<String, String> targets = new HashMap<>();
    settings
        .tables()
        .renames()
        .forEach((left, right) -> targets.put(forwards ? left : right, forwards ? right : left));
    return new TableRouting(settings, forwards, Map.copyOf(targets));
  }

  /** The table's name at the target; empty when it is not replicated. */
  public Optional<TableName> target(TableName source) {
    String written = source.toString();
    TableName target = Optional.ofNullable(targets.get(written)).map(this::parse).orElse(source);
    // Its namesake at the target already stands for a renamed table: the two would be mixed.
    if (!targets.containsKey(written) && targets.containsValue(written)) {
      return Optional.empty();
    }
    TableName left = forwards ? source : target;
    return settings.tables().includes(left.schema(), left.table())
        ? Optional.of(target)
        : Optional.empty();
  }

  private TableName parse(String written) {
    int dot = written.indexOf('.');
    return new TableName(written.substring(0, dot), written.substring(dot + 1));
  }
}
