package dev.baton.it.benchmark;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.SocketFactory;

/**
 * Makes sockets that are read in bursts: where all that came is read, the next look is a little
 * later. The driver makes it by its name.
 */
public final class BurstSockets extends SocketFactory {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int READ_BYTES = 128 << 10;

  /** Logging in takes less: there each side waits for the other. */
  private static final int AT_ONCE_BYTES = 16 << 10;

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public InputStream getInputStream() throws IOException {
        return new BufferedInputStream(new InBursts(super.getInputStream()), READ_BYTES);
      }
    };
  }

  private static final class InBursts extends FilterInputStream {
    private long read;

    InBursts(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (read > AT_ONCE_BYTES && in.available() == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      int got = in.read(bytes, offset, length);
      read += Math.max(0, got);
      return got;
    }
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException("the driver connects by itself");
  }
}
