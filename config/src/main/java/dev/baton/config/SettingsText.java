package dev.baton.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes settings as a settings file would hold them, defaults filled in and every secret masked:
 * for logs, and for people who ask what is in force.
 */
public final class SettingsText {
  private final StringBuilder text = new StringBuilder();

  private SettingsText() {}

  /** YAML with every key, in the order of the documentation; ends with a newline. */
  public static String of(Settings settings) {
    SettingsText writer = new SettingsText();
    writer.line(0, "link", settings.link());
    writer.engine(settings.engine());
    writer.group(0, "sites");
    settings.sites().values().forEach(writer::site);
    writer.replicate(settings.replicate());
    writer.conflicts(settings.conflicts());
    ApplySettings apply = settings.apply();
    writer.group(0, "apply");
    writer.line(1, "lanes", apply.lanes());
    writer.line(1, "max-group-transactions", apply.maxGroupTransactions());
    writer.line(1, "max-group-bytes", Quantity.SIZE.write(apply.maxGroupBytes()));
    SwapSettings swap = settings.swap();
    writer.group(0, "swap");
    writer.line(1, "deadline", Quantity.DURATION.write(swap.deadlineMillis()));
    writer.line(1, "on-deadline", Words.of(swap.onDeadline()));
    writer.line(1, "confirm", Quantity.DURATION.write(swap.confirmMillis()));
    writer.line(1, "slot", Words.of(swap.slot()));
    writer.line(1, "cut", Words.of(swap.cut()));
    writer.line(1, "tokens", Words.of(swap.tokens()));
    writer.group(0, "transport");
    writer.line(1, "type", Words.of(settings.transport().type()));
    return writer.text.toString();
  }

  private void engine(EngineSettings engine) {
    group(0, "engine");
    line(1, "id", engine.id());
    line(1, "data-dir", quoted(engine.dataDir().toString()));
    line(1, "memory-limit", Quantity.SIZE.write(engine.memoryLimitBytes()));
    line(1, "heartbeat-interval", Quantity.DURATION.write(engine.heartbeatIntervalMillis()));
    engine.jmx().ifPresent(jmx -> endpoint("jmx", jmx));
    engine.http().ifPresent(http -> endpoint("http", http));
  }

  private void endpoint(String name, EndpointSettings endpoint) {
    group(1, name);
    line(2, "port", endpoint.port());
    line(2, "bind", quoted(endpoint.bind()));
    endpoint.keyStore().ifPresent(path -> line(2, "key-store", quoted(path.toString())));
    secret("key-store-password", endpoint.keyStorePassword());
    endpoint.passwordFile().ifPresent(path -> line(2, "password-file", quoted(path.toString())));
  }

  private void site(SiteSettings site) {
    group(1, site.name());
    line(2, "type", Words.of(site.type()));
    line(2, "url", quoted(site.url()));
    line(2, "user", quoted(site.user()));
    secret("password", Optional.of(site.password()));
    site.adminUser().ifPresent(user -> line(2, "admin-user", quoted(user)));
    secret("admin-password", site.adminPassword());
    line(2, "reader", Words.of(site.reader()));
    line(2, "loop-filter", Words.of(site.loopFilter()));
  }

  private void replicate(ReplicationSettings replicate) {
    group(0, "replicate");
    line(1, "streams", list(replicate.streams().stream().map(StreamName::toString).toList()));
    line(1, "tables", list(replicate.tables().include()));
    line(1, "exclude", list(replicate.tables().exclude()));
    line(1, "map", renames(replicate.tables().renames()));
  }

  private void conflicts(ConflictSettings conflicts) {
    group(0, "conflicts");
    line(1, "default", Words.of(conflicts.standard()));
    List<String> tables = new ArrayList<>();
    conflicts
        .tables()
        .forEach(
            (table, decided) -> {
              String columns =
                  decided.columns().isEmpty() ? "" : ", columns: " + list(decided.columns());
              tables.add(
                  quoted(table) + ": { policy: " + Words.of(decided.policy()) + columns + " }");
            });
    line(1, "tables", braced(tables));
  }

  private static String renames(Map<String, String> renames) {
    return braced(
        renames.entrySet().stream()
            .map(rename -> quoted(rename.getKey()) + ": " + quoted(rename.getValue()))
            .toList());
  }

  /** Sorted: maps of settings keep no order of their own. */
  private static String braced(Collection<String> entries) {
    return entries.isEmpty()
        ? "{}"
        : entries.stream().sorted().collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String list(List<String> items) {
    return items.stream().map(SettingsText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** In double quotes, so that reading it again gives the same text and no expression. */
  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .replace("${", "$${")
        .chars()
        .forEach(
            unit -> {
              if (unit == '"' || unit == '\\') {
                quoted.append('\\').append((char) unit);
              } else if (unit < ' ' || unit > '~') {
                quoted.append("\\u%04X".formatted(unit));
              } else {
                quoted.append((char) unit);
              }
            });
    return quoted.append('"').toString();
  }

  private void secret(String key, Optional<Secret> secret) {
    secret.ifPresent(value -> line(2, key, quoted(value.toString())));
  }

  private void group(int depth, String key) {
    text.append("  ".repeat(depth)).append(key).append(":\n");
  }

  private void line(int depth, String key, Object value) {
    text.append("  ".repeat(depth)).append(key).append(": ").append(value).append('\n');
  }
}
