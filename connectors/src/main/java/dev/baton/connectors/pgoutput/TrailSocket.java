package dev.baton.connectors.pgoutput;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;

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

  /** A server that answered anything within this is on the same machine, or next to it. */
  private static final long NEAR_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /**
   * How much a server that is near may send ahead: while the reader pauses, the rest gathers on the
   * server's side, where a message more costs it a fifth of sending one. Reading 200,000 small
   * transactions and applying them took 1.71 s with a buffer that the system sized, and 1.47 with
   * this; 100,000 updates of hot rows 0.86 and 0.62. From 16 to 64 KiB it is much the same. Over
   * the longest way that is near it still lets pass 64 MB/s, more than a server decodes.
   */
  private static final int NEAR_BYTES = 32 << 10;

  private final Bursts bursts;

  /** Whether all that comes answers what was said before; a trail comes unasked. */
  private volatile boolean answers = true;

  /** When something was said that was not answered yet; 0 where nothing was. */
  private long saidNanos;

  private boolean near;

  TrailSocket(Bursts bursts) {
    this.bursts = bursts;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    answers &= millis != DRIVER_LOOKS_MILLIS;
    super.setSoTimeout(millis == DRIVER_LOOKS_MILLIS ? WAITS_MILLIS : millis);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new BufferedInputStream(new InBursts(super.getInputStream()), READ_BYTES);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Noting(super.getOutputStream());
  }

  /** One round of question and answer shows that it is near; none shows that it is not. */
  private void answered(long nowNanos) throws SocketException {
    if (!near && saidNanos != 0 && nowNanos - saidNanos <= NEAR_NANOS) {
      near = true;
      setReceiveBufferSize(NEAR_BYTES);
    }
    saidNanos = 0;
  }

  private final class InBursts extends FilterInputStream {
    InBursts(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bursts.awaits(in);
      long asked = System.nanoTime();
      int count = in.read(bytes, offset, length);
      long now = System.nanoTime();
      if (answers) {
        answered(now);
      }
      bursts.came(count, now - asked);
      return count;
    }
  }

  /** Notes when something is said. */
  private final class Noting extends FilterOutputStream {
    Noting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (answers) {
        saidNanos = System.nanoTime();
      }
      out.write(bytes, offset, length);
    }
  }
}
