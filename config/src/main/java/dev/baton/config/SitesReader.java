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
      Optional<Text> url = keys.required("url", JdbcUrl.EXPECTED).map(SitesReader::masked);
      url.flatMap(text -> parsed(keys, text)).ifPresent(urls::add);
      sites.put(name, site(name, keys, url.map(Text::value).orElse("")));
    }
    if (sites.size() != 2) {
      section
          .problems()
          .add(
              section.line(""),
              "sites",
              (sites.isEmpty() ? "missing; " + TWO : TWO + ", found " + sites.size()));
    } else if (urls.size() == 2 && urls.get(0).sameDatabase(urls.get(1))) {
      section.problems().add(section.line(""), "sites", "both are one database; " + TWO);
    }
    return sites;
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
        keys.availableText("admin-user", EXPECTED_ADMIN_USER).map(Text::value),
        keys.availableText("admin-password", "expected a password")
            .map(text -> new Secret(text.value())),
        keys.choice("reader", List.of(ReaderKind.values()), List.of("pgoutput"))
            .orElse(ReaderKind.DEBEZIUM),
        keys.choice("loop-filter", List.of(LoopFilterMode.values())).orElse(LoopFilterMode.AUTO));
  }

  private static Text masked(Text url) {
    return new Text(url.key(), Shown.url(url.shown()), url.value(), url.line());
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
