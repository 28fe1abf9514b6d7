package dev.baton.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code sites} section: exactly two sites, which are two databases. */
final class SitesReader {
  private static final String TWO = "expected exactly two sites";
  private static final String EXPECTED_ADMIN_USER = "expected the role that provisions";

  private final Section section;

  SitesReader(Section section) {
    this.section = section;
  }

  /** The sites by name, in the order of the file. */
  Map<String, SiteSettings> read() {
    Map<String, SiteSettings> sites = new LinkedHashMap<>();
    List<JdbcUrl> urls = new ArrayList<>();
    for (String name : section.names()) {
      if (Names.name(name).isEmpty()) {
        section.problem(name, Names.EXPECTED_NAME + "; the site's name");
      }
      Section keys =
          section
              .sectionOrEmpty(name)
              .allowing(
                  "type",
                  "url",
                  "user",
                  "password",
                  "admin-user",
                  "admin-password",
                  "reader",
                  "loop-filter");
      Optional<Text> url = keys.url("url", JdbcUrl.EXPECTED);
      url.flatMap(text -> parsed(keys, text)).ifPresent(urls::add);
      sites.put(name, site(name, keys, url.map(Text::value).orElse("")));
    }
    requireTwoDatabases(sites.size(), urls);
    return sites;
  }

  private void requireTwoDatabases(int count, List<JdbcUrl> urls) {
    if (count != 2) {
      problem(count == 0 ? "missing; " + TWO : TWO + ", found " + count);
    } else if (urls.size() == 2 && urls.get(0).sameDatabase(urls.get(1))) {
      problem("both are one database; " + TWO);
    }
  }

  private void problem(String expected) {
    section.problems().add(section.line(""), "sites", expected);
  }

  private static SiteSettings site(String name, Section keys, String url) {
    DatabaseType type =
        keys.choice("type", List.of(DatabaseType.values()), List.of("mariadb", "mysql"))
            .orElse(DatabaseType.POSTGRESQL);
    String user =
        keys.required("user", "expected the role of the running engine")
            .map(Text::value)
            .orElse("");
    // Left out where the server asks for none, as with a client certificate.
    Secret password =
        new Secret(keys.secret("password", "expected a password").map(Text::value).orElse(""));
    if (keys.has("admin-password") && !keys.has("admin-user")) {
      keys.problem("admin-user", "missing; expected together with admin-password");
    }
    return new SiteSettings(
        name,
        type,
        url,
        user,
        password,
        // The engine's environment need not, and better does not, hold what provisioning needs.
        keys.availableSecret("admin-user", EXPECTED_ADMIN_USER).map(Text::value),
        keys.availableSecret("admin-password", "expected a password")
            .map(text -> new Secret(text.value())),
        keys.choice("reader", List.of(ReaderKind.values())).orElse(ReaderKind.PGOUTPUT),
        keys.choice("loop-filter", List.of(LoopFilterMode.values())).orElse(LoopFilterMode.AUTO));
  }

  private static Optional<JdbcUrl> parsed(Section keys, Text url) {
    try {
      return Optional.of(JdbcUrl.parse(url.value()));
    } catch (IllegalArgumentException e) {
      keys.problem(url, e.getMessage());
      return Optional.empty();
    }
  }
}
