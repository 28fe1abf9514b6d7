package dev.baton.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The engine's own settings.
 *
 * @param id the engine's name, at most 16 of {@code a-z 0-9 _}: part of slot and origin names
 * @param dataDir spill files and logs; made when missing
 * @param memoryLimitBytes what all streams together may hold in flight, in bytes
 * @param heartbeatIntervalMillis how often an idle source is written to so that its position moves,
 *     in milliseconds
 */
public record EngineSettings(
    String id,
    Path dataDir,
    long memoryLimitBytes,
    long heartbeatIntervalMillis,
    Optional<EndpointSettings> jmx,
    Optional<EndpointSettings> http) {}
