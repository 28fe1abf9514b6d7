package dev.baton.connectors.pgoutput;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A socket that a trail is read from. It reads in {@link Bursts}; and where the driver would look a
 * thousand times a second whether anything came, it waits for what comes.
 */
final class TrailSocket extends Socket {

  /**
   * What the driver sets where it only looks whether a message is there, and takes back as soon as
   * the first byte of one is (pgjdbc, PGStream.hasMessagePending).
   */
  private static final int DRIVER_LOOKS_MILLIS = 1;

  /** A reader that is told to end, or has a status to send, sees it so late at most. */
  private static final int WAITS_MILLIS = 20;

  /**
   * Read at once. The driver reads by 8 KiB: in a backlog that is a tenth of the reader's time, and
   * the server sends more messages by themselves.
   */
  private static final int READ_BYTES = 128 << 10;

  /**
   * How much a server on the same machine may send ahead: while the reader pauses, the rest gathers
   * on the server's side, where a message more costs it a sixth of sending one. Reading 200,000
   * small transactions and applying them took 1.71 s with a buffer that the system sized, and 1.47
   * with this; 100,000 updates of hot rows 0.86 and 0.62. From 16 to 64 KiB it is much the same.
   * Over a network so little would hold back the trail.
   */
  private static final int SAME_MACHINE_BYTES = 32 << 10;

  private final Bursts bursts;

  TrailSocket(Bursts bursts) {
    this.bursts = bursts;
  }

  @Override
  public void connect(SocketAddress to, int timeoutMillis) throws IOException {
    super.connect(to, timeoutMillis);
    if (getInetAddress().isLoopbackAddress() || getInetAddress().equals(getLocalAddress())) {
      setReceiveBufferSize(SAME_MACHINE_BYTES);
    }
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    boolean looks = millis == DRIVER_LOOKS_MILLIS;
    bursts.atBeginning(looks);
    super.setSoTimeout(looks ? WAITS_MILLIS : millis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new BufferedInputStream(new InBursts(super.getInputStream()), READ_BYTES);
  }

  private final class InBursts extends FilterInputStream {
    InBursts(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bursts.awaits(in);
      return in.read(bytes, offset, length);
    }
  }
}
