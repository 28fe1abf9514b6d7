package dev.baton.it.link;

import dev.baton.it.site.PostgresSite;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a settings file, with what tests vary. Immutable; every {@code with} gives a new one.
 *
 * @param ports where the engine reaches each site on 127.0.0.1, by the site's name
 * @param engineExtras further keys under {@code engine}
 * @param siteExtras further keys under every site
 */
public record LinkSettings(
    String link,
    String engine,
    Map<String, Integer> ports,
    List<String> tables,
    List<String> streams,
    Map<String, String> engineExtras,
    Map<String, String> siteExtras) {

  /** Lanes of every engine, where not the default: {@code -Dbaton.lanes=N}. */
  private static final Integer LANES = Integer.getInteger("baton.lanes");

  public LinkSettings {
    ports = Map.copyOf(ports);
    tables = List.copyOf(tables);
    streams = List.copyOf(streams);
    engineExtras = Map.copyOf(engineExtras);
    siteExtras = Map.copyOf(siteExtras);
  }

  static LinkSettings of(Map<String, Integer> ports, List<String> tables) {
    return new LinkSettings(
        "shop", "blue", ports, tables, List.of("east->west", "west->east"), Map.of(), Map.of());
  }

  public LinkSettings withEngine(String id) {
    return new LinkSettings(link, id, ports, tables, streams, engineExtras, siteExtras);
  }

  public LinkSettings withPorts(Map<String, Integer> others) {
    return new LinkSettings(link, engine, others, tables, streams, engineExtras, siteExtras);
  }

  public LinkSettings withTables(String... patterns) {
    return new LinkSettings(
        link, engine, ports, List.of(patterns), streams, engineExtras, siteExtras);
  }

  public LinkSettings withStreams(String... names) {
    return new LinkSettings(link, engine, ports, tables, List.of(names), engineExtras, siteExtras);
  }

  public LinkSettings withEngineKey(String key, String value) {
    return new LinkSettings(
        link, engine, ports, tables, streams, with(engineExtras, key, value), siteExtras);
  }

  public LinkSettings withSiteKey(String key, String value) {
    return new LinkSettings(
        link, engine, ports, tables, streams, engineExtras, with(siteExtras, key, value));
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(key, value);
    return more;
  }

  /**
   * The file's text.
   *
   * @param dataDir the engine's data folder
   */
  public String yaml(String dataDir) {
    StringBuilder text = new StringBuilder();
    text.append("link: ").append(link).append("\nengine:\n  id: ").append(engine);
    text.append("\n  data-dir: ").append(dataDir).append("\n");
    engineExtras.forEach((key, value) -> text.append("  " + key + ": " + value + "\n"));
    text.append("sites:\n");
    new TreeMap<>(ports).forEach((name, port) -> text.append(site(name, port)));
    text.append("replicate:\n  streams: ").append(quoted(streams));
    text.append("\n  tables: ").append(quoted(tables)).append("\n");
    if (LANES != null) {
      text.append("apply:\n  lanes: ").append(LANES).append("\n");
    }
    return text.toString();
  }

  private String site(String name, int port) {
    StringBuilder text = new StringBuilder("  " + name + ":\n    type: postgresql\n");
    text.append(
        "    url: \"jdbc:postgresql://127.0.0.1:%d/%s\"\n".formatted(port, PostgresSite.DATABASE));
    Map<String, String> keys = new TreeMap<>();
    keys.put("user", PostgresSite.ENGINE);
    keys.put("password", PostgresSite.PASSWORD);
    keys.put("admin-user", PostgresSite.ADMIN);
    keys.put("admin-password", PostgresSite.PASSWORD);
    keys.putAll(siteExtras);
    keys.forEach((key, value) -> text.append("    " + key + ": " + value + "\n"));
    return text.toString();
  }

  private static String quoted(List<String> names) {
    return "[\"" + String.join("\", \"", names) + "\"]";
  }
}
