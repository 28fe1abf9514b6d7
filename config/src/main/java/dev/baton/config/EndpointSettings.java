package dev.baton.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where JMX or HTTP listens. Beyond loopback only with TLS and a password file; the reader refuses
 * anything else.
 */
public record EndpointSettings(
    int port,
    String bind,
    Optional<Path> keyStore,
    Optional<Secret> keyStorePassword,
    Optional<Path> passwordFile) {}
