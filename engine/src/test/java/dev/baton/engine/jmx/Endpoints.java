package dev.baton.engine.jmx;

import dev.baton.config.EndpointSettings;
import dev.baton.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Settings of endpoints as tests need them, with real keys made by the JDK's keytool. */
final class Endpoints {
  static final String KEY_STORE_PASSWORD = "key-store-secret";
  static final String USER = "operator";
  static final String USER_PASSWORD = "pass word of operator";

  private Endpoints() {}

  static EndpointSettings onLoopback(int port) {
    return open("127.0.0.1", port);
  }

  static EndpointSettings open(String bind, int port) {
    return new EndpointSettings(port, bind, Optional.empty(), Optional.empty(), Optional.empty());
  }

  static EndpointSettings secured(String bind, Path directory) throws Exception {
    return new EndpointSettings(
        0,
        bind,
        Optional.of(keyStore(directory)),
        Optional.of(new Secret(KEY_STORE_PASSWORD)),
        Optional.of(passwordFile(directory, "rw-------")));
  }

  static Path passwordFile(Path directory, String permissions) throws IOException {
    Path file = directory.resolve("users");
    Files.writeString(file, "# who may look\n\n" + USER + " " + USER_PASSWORD + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  static SSLContext trusting(Path directory) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(
        KeyStore.getInstance(
            directory.resolve("keys.p12").toFile(), KEY_STORE_PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Path keyStore(Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-dname",
                "CN=baton",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                KEY_STORE_PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed: " + said);
    }
    return file;
  }
}
