package dev.baton.engine.jmx;

import dev.baton.config.EndpointSettings;
import dev.baton.connectors.spi.BatonException;
import java.io.IOException;
import java.net.InetAddress;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import javax.security.auth.Subject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets consoles reach the MBeans from outside the process, over RMI. Registry and connector share
 * one port on one address; no flag of the Java command is needed.
 */
public final class JmxEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JmxEndpoint.class);
  private static final String NAME = "jmxrmi";

  /** What a console may send: values of the platform, of a bounded size. Never classes of ours. */
  private static final String SENT_BY_CONSOLES =
      "maxdepth=20;maxrefs=10000;maxbytes=1048576;maxarray=10000;"
          + "java.base/*;java.management/*;java.management.rmi/*;java.rmi/*;!*";

  private static final String SENT_TO_LOG_IN = "maxarray=2;java.lang.String;!*";

  private final OpenedSocket socket;
  private final Registry registry;
  private final JMXConnectorServer connector;
  private final JMXServiceURL url;

  private JmxEndpoint(
      OpenedSocket socket, Registry registry, JMXConnectorServer connector, JMXServiceURL url) {
    this.socket = socket;
    this.registry = registry;
    this.connector = connector;
    this.url = url;
  }

  /**
   * Opens the port.
   *
   * @throws BatonException REFUSED when it cannot be opened, or would be open to others without TLS
   *     and passwords
   */
  public static JmxEndpoint open(EndpointSettings settings, MBeanServer server) {
    ListeningAddress listening = ListeningAddress.of("jmx", settings);
    try {
      OpenedSocket socket = new OpenedSocket(listening);
      try {
        return export(listening, socket, server);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw listening.cannotListen("jmx", e);
    }
  }

  private static JmxEndpoint export(
      ListeningAddress listening, OpenedSocket socket, MBeanServer server) throws IOException {
    int port = socket.port();
    InetAddress address = listening.address().getAddress();
    if (!address.isAnyLocalAddress() && System.getProperty("java.rmi.server.hostname") == null) {
      // The address RMI hands to clients is the host's own otherwise, where nobody listens.
      System.setProperty("java.rmi.server.hostname", address.getHostAddress());
    }
    RMIClientSocketFactory clients =
        listening.tls().map(tls -> new SslRMIClientSocketFactory()).orElse(null);
    Map<String, Object> environment = environment(listening);
    Registry registry = LocateRegistry.createRegistry(port, clients, socket);
    RMIJRMPServerImpl exported = new RMIJRMPServerImpl(port, clients, socket, environment);
    JMXServiceURL local = new JMXServiceURL("rmi", address.getHostAddress(), port);
    RMIConnectorServer connector =
        new RMIConnectorServer(local, environment, exported, RemoteReach.of(server));
    JMXServiceURL url =
        new JMXServiceURL(
            "rmi",
            "",
            0,
            "/jndi/rmi://"
                + (local.getHost().contains(":") ? "[" + local.getHost() + "]" : local.getHost())
                + ":"
                + port
                + "/"
                + NAME);
    connector.start();
    registry.rebind(NAME, exported.toStub());
    log.info("JMX listens at {}", url);
    return new JmxEndpoint(socket, registry, connector, url);
  }

  private static Map<String, Object> environment(ListeningAddress listening) {
    Map<String, Object> environment = new HashMap<>();
    environment.put(RMIConnectorServer.SERIAL_FILTER_PATTERN, SENT_BY_CONSOLES);
    environment.put(RMIConnectorServer.CREDENTIALS_FILTER_PATTERN, SENT_TO_LOG_IN);
    listening
        .users()
        .ifPresent(
            users ->
                environment.put(
                    JMXConnectorServer.AUTHENTICATOR,
                    (JMXAuthenticator) credentials -> authenticate(users, credentials)));
    return environment;
  }

  private static Subject authenticate(PasswordFile users, Object credentials) {
    if (credentials instanceof String[] given
        && given.length == 2
        && given[0] != null
        && given[1] != null
        && users.admits(given[0], given[1])) {
      return new Subject(true, Set.of(new JMXPrincipal(given[0])), Set.of(), Set.of());
    }
    throw new SecurityException(
        "AUTHENTICATION: user or password is wrong; see engine.jmx.password-file");
  }

  /** The port it listens on, also when the system chose it. */
  public int port() {
    return socket.port();
  }

  /** What a console connects to. */
  public JMXServiceURL url() {
    return url;
  }

  /** Ends every connection and closes the port. */
  @Override
  public void close() {
    try (socket) {
      connector.stop();
      registry.unbind(NAME);
      UnicastRemoteObject.unexportObject(registry, true);
    } catch (IOException | NotBoundException e) {
      log.warn("JMX at {} did not close cleanly", url, e);
    }
  }
}
