package dev.baton.it.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.awaitility.Awaitility;

/** A console at an engine's JMX port on 127.0.0.1. */
public final class JmxClient implements AutoCloseable {
  private final JMXConnector connector;

  private JmxClient(JMXConnector connector) {
    this.connector = connector;
  }

  /** A port that an engine may be given. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects. */
  public static JmxClient connect(int port) throws IOException {
    String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(port);
    return new JmxClient(JMXConnectorFactory.connect(new JMXServiceURL(url)));
  }

  /** Waits until an engine has a port that another one may have had before. */
  public static void awaitEngine(int port, String engine, Duration patience) {
    Awaitility.await("JMX port " + port + " to be that of " + engine)
        .atMost(patience)
        .ignoreExceptions()
        .until(
            () -> {
              try (JmxClient jmx = connect(port)) {
                return jmx.attribute("Engine", "Id").equals(engine);
              }
            });
  }

  /** Runs an operation of the engine's bean of a type, with texts as arguments. */
  public Object invoke(String type, String operation, String... arguments)
      throws IOException, JMException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    return beans.invoke(bean(type), operation, arguments, signature);
  }

  /** What the engine's bean of a type says. */
  public Object attribute(String type, String name) throws IOException, JMException {
    return connector.getMBeanServerConnection().getAttribute(bean(type), name);
  }

  private ObjectName bean(String type) throws IOException, JMException {
    ObjectName pattern = new ObjectName("dev.baton:type=" + type + ",*");
    return connector.getMBeanServerConnection().queryNames(pattern, null).iterator().next();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
