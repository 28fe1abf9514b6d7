package dev.baton.engine.jmx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Hands RMI a server socket that is already bound, to one address only. So the port is known before
 * anything is exported on it, also when the system chose it, and everything exported shares it.
 */
final class OpenedSocket implements RMIServerSocketFactory, AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocketFactory factory;
  private final InetSocketAddress address;
  private final ServerSocket first;
  private final AtomicReference<ServerSocket> notHandedOut;

  OpenedSocket(ListeningAddress listening) throws IOException {
    factory =
        listening
            .tls()
            .map(SSLContext::getServerSocketFactory)
            .map(ServerSocketFactory.class::cast)
            .orElseGet(ServerSocketFactory::getDefault);
    address = listening.address();
    first = open(address.getPort());
    notHandedOut = new AtomicReference<>(first);
  }

  int port() {
    return first.getLocalPort();
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    ServerSocket opened = notHandedOut.getAndSet(null);
    // RMI asks again when accepting failed and it closed the first.
    return opened != null ? opened : open(port);
  }

  @Override
  public void close() throws IOException {
    first.close();
  }

  private ServerSocket open(int port) throws IOException {
    return factory.createServerSocket(port, BACKLOG, address.getAddress());
  }
}
