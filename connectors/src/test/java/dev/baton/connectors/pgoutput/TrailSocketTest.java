package dev.baton.connectors.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** What the driver's timeouts tell the socket, over a real connection. */
class TrailSocketTest {
  private static final int DRIVER_LOOKS_MILLIS = 1;

  /** Any other. */
  private static final int DRIVER_WAITS_MILLIS = 200;

  private final Bursts bursts = new Bursts(new Gathering());

  @Test
  void onlyAMessagesBeginningIsLookedForAndItsRestIsWaitedFor() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket trail = new TrailSocket(bursts)) {
      trail.connect(server.getLocalSocketAddress());
      try (Socket peer = server.accept()) {
        InputStream in = trail.getInputStream();
        bursts.looking(true);
        trail.setSoTimeout(DRIVER_LOOKS_MILLIS);
        assertThatThrownBy(in::read).isInstanceOf(Bursts.NothingCame.class);

        trail.setSoTimeout(DRIVER_WAITS_MILLIS);
        assertThatThrownBy(in::read)
            .as("waited for until the driver's own time is over")
            .isInstanceOf(SocketTimeoutException.class)
            .isNotInstanceOf(Bursts.NothingCame.class);
        peer.getOutputStream().write(7);
        assertThat(in.read()).isEqualTo(7);

        trail.setSoTimeout(DRIVER_LOOKS_MILLIS);
        assertThatThrownBy(in::read)
            .as("behind a message of the driver's own")
            .isInstanceOf(Bursts.NothingCame.class);
      }
    }
  }
}
