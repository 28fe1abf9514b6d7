package dev.baton.connectors.pgoutput;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/**
 * A socket that a trail is read from. It reads in {@link Bursts}; and where the driver would look a
 * thousand times a second whether anything came, it waits for what comes.
 */
final class TrailSocket extends Socket {

  /** What the driver sets where it only looks whether a message is there (pgjdbc, PGStream). */
  private static final int DRIVER_LOOKS_MILLIS = 1;

  /** A reader that is told to end, or has a status to send, sees it so late at most. */
  private static final int WAITS_MILLIS = 20;

  /**
   * Read at once. The driver reads by 8 KiB: in a backlog that is a tenth of the reader's time, and
   * the server sends more messages by themselves.
   */
  private static final int READ_BYTES = 128 << 10;

  private final Bursts bursts;

  TrailSocket(Bursts bursts) {
    this.bursts = bursts;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    super.setSoTimeout(millis == DRIVER_LOOKS_MILLIS ? WAITS_MILLIS : millis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new BufferedInputStream(new InBursts(super.getInputStream(), bursts), READ_BYTES);
  }

  private static final class InBursts extends FilterInputStream {
    private final Bursts bursts;

    InBursts(InputStream in, Bursts bursts) {
      super(in);
      this.bursts = bursts;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bursts.awaits(in);
      long asked = System.nanoTime();
      int count = in.read(bytes, offset, length);
      bursts.came(count, System.nanoTime() - asked);
      return count;
    }
  }
}
