package dev.baton.config;

import java.util.Optional;

/**
 * One site and how to reach it.
 *
 * @param user the role of the running engine; not a superuser
 * @param adminUser used by {@code provision} and {@code deprovision} alone
 * @param reader how the site's audit trail is read
 * @param loopFilter how replicated work is told from local work in the site's audit trail
 */
public record SiteSettings(
    String name,
    DatabaseType type,
    String url,
    String user,
    Secret password,
    Optional<String> adminUser,
    Optional<Secret> adminPassword,
    ReaderKind reader,
    LoopFilterMode loopFilter) {}
