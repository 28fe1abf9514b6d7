package dev.baton.engine.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.config.EndpointSettings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JmxEndpointTest {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final FakeEngine engine = new FakeEngine();
  private EngineMBeans beans;

  @BeforeEach
  void register() {
    beans = EngineMBeans.register(engine, server);
  }

  @AfterEach
  void close() {
    beans.close();
  }

  @Test
  void aConsoleReadsAndOperatesStreamsThroughThePortAlone() throws Exception {
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server);
        JMXConnector connector = JMXConnectorFactory.connect(endpoint.url())) {
      assertThat(endpoint.url())
          .isEqualTo(
              new JMXServiceURL(
                  "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + endpoint.port() + "/jmxrmi"));
      StreamMXBean stream =
          JMX.newMXBeanProxy(
              connector.getMBeanServerConnection(),
              new ObjectName("dev.baton:type=Stream,link=shop,stream=\"east->west\""),
              StreamMXBean.class);

      assertThat(stream.getLagMillis()).isEqualTo(4);
      stream.checkpoint();
      assertThat(engine.asked).containsExactly("checkpoint east->west");
    }
  }

  @Test
  void aRefusalReachesTheConsoleWithItsReason() throws Exception {
    engine.refuseOperationsWith(new BatonException(ErrorCode.FENCED, "engine green owns it"));
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server);
        JMXConnector connector = JMXConnectorFactory.connect(endpoint.url())) {
      MBeanServerConnection console = connector.getMBeanServerConnection();

      assertThatThrownBy(
              () ->
                  console.invoke(
                      new ObjectName("dev.baton:type=Engine,link=shop"), "resume", null, null))
          .rootCause()
          .hasMessage("FENCED: engine green owns it");
    }
  }

  @Test
  void aConsoleCanNeitherMakeMBeansNorRunDiagnosticCommands() throws Exception {
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server);
        JMXConnector connector = JMXConnectorFactory.connect(endpoint.url())) {
      MBeanServerConnection console = connector.getMBeanServerConnection();

      assertThatThrownBy(
              () ->
                  console.createMBean(
                      "javax.management.timer.Timer", new ObjectName("test:type=Timer")))
          .isInstanceOf(SecurityException.class)
          .hasMessageContaining("createMBean is not open");
      assertThatThrownBy(
              () ->
                  console.invoke(
                      new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                      "dumpHeap",
                      new Object[] {"heap.hprof", true},
                      new String[] {"java.lang.String", "boolean"}))
          .isInstanceOf(SecurityException.class)
          .hasMessageContaining("invoke is not open");
      assertThat(
              console.getAttribute(new ObjectName("java.lang:type=Runtime"), "VmName").toString())
          .isNotBlank();
    }
  }

  @Test
  void aConsoleCanSendNothingButThePlatformsValues() throws Exception {
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server);
        JMXConnector connector = JMXConnectorFactory.connect(endpoint.url())) {
      MBeanServerConnection console = connector.getMBeanServerConnection();

      assertThatThrownBy(
              () ->
                  console.invoke(
                      new ObjectName("dev.baton:type=Engine,link=shop"),
                      "pause",
                      new Object[] {new Foreign("any")},
                      new String[] {"java.lang.Object"}))
          .isInstanceOf(InvalidClassException.class)
          .hasMessageContaining("REJECTED");
      assertThat(engine.asked).isEmpty();
    }
  }

  private record Foreign(String value) implements Serializable {}

  @Test
  void itListensOnTheBindAddressOnlyAndNoLongerAfterClosing() throws Exception {
    JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server);
    int port = endpoint.port();
    try (endpoint) {
      assertThat(listens("127.0.0.1", port)).isTrue();
      assertThat(listens("127.0.0.2", port)).isFalse();
    }

    // The kernel lets go of the port when the accepting thread has woken up.
    await().until(() -> !listens("127.0.0.1", port));
    try (JmxEndpoint again = JmxEndpoint.open(Endpoints.onLoopback(port), server)) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void withTlsAndAPasswordFileOnlyAUserOfTheFileGetsIn(@TempDir Path directory) throws Exception {
    EndpointSettings settings = Endpoints.secured("127.0.0.1", directory);
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(Endpoints.trusting(directory));
    try (JmxEndpoint endpoint = JmxEndpoint.open(settings, server)) {
      assertThatThrownBy(() -> JMXConnectorFactory.connect(endpoint.url()))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> console(endpoint, Endpoints.USER, "guess"))
          .isInstanceOf(SecurityException.class)
          .hasMessageContaining("user or password is wrong")
          .hasMessageNotContaining("guess");
      assertThatThrownBy(() -> console(endpoint, "nobody", Endpoints.USER_PASSWORD))
          .isInstanceOf(SecurityException.class);
      try (JMXConnector connector = console(endpoint, Endpoints.USER, Endpoints.USER_PASSWORD)) {
        assertThat(
                connector
                    .getMBeanServerConnection()
                    .getAttribute(new ObjectName("dev.baton:type=Engine,link=shop"), "Id"))
            .isEqualTo("blue");
      }
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void beyondLoopbackItOpensOnlyWithTlsAndAPasswordFile(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> JmxEndpoint.open(Endpoints.open("0.0.0.0", 0), server))
        .isInstanceOf(BatonException.class)
        .hasMessage(
            "REFUSED: engine.jmx would listen at 0.0.0.0, which others can reach, without TLS and"
                + " passwords; give it a key-store and a password-file, or bind it to 127.0.0.1");
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.secured("0.0.0.0", directory), server)) {
      assertThat(endpoint.port()).isPositive();
    }
  }

  @Test
  void aPasswordFileThatOthersMayReadIsRefused(@TempDir Path directory) throws Exception {
    EndpointSettings secured = Endpoints.secured("127.0.0.1", directory);
    Path file = Endpoints.passwordFile(directory, "rw-r--r--");

    assertThatThrownBy(
            () ->
                JmxEndpoint.open(
                    new EndpointSettings(
                        0,
                        "127.0.0.1",
                        secured.keyStore(),
                        secured.keyStorePassword(),
                        Optional.of(file)),
                    server))
        .hasMessage(
            "REFUSED: password file %s may be read by others; run 'chmod 600 %s'", file, file);
  }

  @Test
  void aTakenPortIsNamedWithTheRemedy() {
    try (JmxEndpoint endpoint = JmxEndpoint.open(Endpoints.onLoopback(0), server)) {
      int port = endpoint.port();

      assertThatThrownBy(() -> JmxEndpoint.open(Endpoints.onLoopback(port), server))
          .isInstanceOf(BatonException.class)
          .hasMessageStartingWith("REFUSED: engine.jmx cannot listen at 127.0.0.1 port " + port)
          .hasMessageEndingWith("choose another port or bind address");
    }
  }

  private static JMXConnector console(JmxEndpoint endpoint, String user, String password)
      throws IOException {
    return JMXConnectorFactory.connect(
        endpoint.url(),
        Map.of(
            JMXConnector.CREDENTIALS,
            new String[] {user, password},
            "com.sun.jndi.rmi.factory.socket",
            new SslRMIClientSocketFactory()));
  }

  private static boolean listens(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
