package dev.baton.connectors.pgoutput;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Makes the sockets of trails. The driver makes one of it by its name for each connection, and
 * gives it the name of the reader that the socket is for.
 */
public final class TrailSockets extends SocketFactory {
  private static final Map<String, Bursts> READERS = new ConcurrentHashMap<>();

  private final Bursts bursts;

  /** For the reader that {@link #register} named so. */
  public TrailSockets(String reader) {
    this.bursts = READERS.get(reader);
  }

  /** A reader that is about to open its connection; to be closed when it is open. */
  record Registration(String name) implements AutoCloseable {
    @Override
    public void close() {
      READERS.remove(name);
    }
  }

  static Registration register(Bursts bursts) {
    Registration made = new Registration(UUID.randomUUID().toString());
    READERS.put(made.name(), bursts);
    return made;
  }

  @Override
  public Socket createSocket() {
    return new TrailSocket(bursts);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("the driver connects its sockets itself");
  }
}
