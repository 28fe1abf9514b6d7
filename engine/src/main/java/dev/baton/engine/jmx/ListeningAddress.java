package dev.baton.engine.jmx;

import dev.baton.config.EndpointSettings;
import dev.baton.config.Secret;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where an endpoint listens and what guards it there.
 *
 * @param address port 0 has the system choose one
 * @param tls present where connections are encrypted: always beyond loopback
 * @param users present where a password is asked for: always beyond loopback
 */
record ListeningAddress(
    InetSocketAddress address, Optional<SSLContext> tls, Optional<PasswordFile> users) {

  /**
   * Reads what guards the endpoint.
   *
   * @param endpoint its name in the settings, {@code jmx} or {@code http}
   * @throws BatonException REFUSED when the address does not resolve, is not loopback and lacks TLS
   *     or a password file, or one of the files cannot be used
   */
  static ListeningAddress of(String endpoint, EndpointSettings settings) {
    InetAddress bind = resolve(endpoint, settings.bind());
    boolean secured = settings.keyStore().isPresent() && settings.passwordFile().isPresent();
    if (!bind.isLoopbackAddress() && !secured) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "engine.%s would listen at %s, which others can reach, without TLS and passwords; "
                  .formatted(endpoint, settings.bind())
              + "give it a key-store and a password-file, or bind it to 127.0.0.1");
    }
    return new ListeningAddress(
        new InetSocketAddress(bind, settings.port()),
        settings.keyStore().map(file -> tls(file, settings.keyStorePassword())),
        settings.passwordFile().map(PasswordFile::read));
  }

  /** What to throw when the port cannot be opened. */
  BatonException cannotListen(String endpoint, IOException cause) {
    return new BatonException(
        ErrorCode.REFUSED,
        "engine.%s cannot listen at %s port %d (%s); choose another port or bind address"
            .formatted(
                endpoint,
                address.getAddress().getHostAddress(),
                address.getPort(),
                cause.getMessage()),
        cause);
  }

  private static InetAddress resolve(String endpoint, String bind) {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "engine.%s.bind '%s' is not an address of this host; write one, such as 127.0.0.1"
              .formatted(endpoint, bind),
          e);
    }
  }

  private static SSLContext tls(Path file, Optional<Secret> password) {
    char[] opening = password.map(Secret::reveal).orElse("").toCharArray();
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(KeyStore.getInstance(file.toFile(), opening), opening);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(keys.getKeyManagers(), null, null);
      return tls;
    } catch (IOException | GeneralSecurityException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "key store " + file + " cannot be opened; check its path, key-store-password and format",
          e);
    }
  }
}
