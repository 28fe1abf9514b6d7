package dev.baton.it.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A TCP proxy between the engine and a server that knows enough of PostgreSQL's protocol to lose
 * exactly the answer to a COMMIT. It can also cut every connection, hold back all bytes and delay
 * them.
 *
 * <p>Any thread may order a fault. Each connection has two virtual threads, which end with it.
 */
public final class FaultProxy implements AutoCloseable {

  private final int serverPort;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicReference<CommitFault> nextCommit =
      new AtomicReference<>(new CommitFault.None());
  private final AtomicInteger commitFaults = new AtomicInteger();
  private final Passage passage = new Passage();

  private FaultProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy-" + port() + "-accept").start(this::accept);
  }

  /** A proxy before the server at a port of 127.0.0.1. */
  public static FaultProxy before(int serverPort) {
    try {
      return new FaultProxy(serverPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect, on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Orders a fault for the next COMMIT of any connection that writes to the applied log. */
  public void onNextCommit(CommitFault fault) {
    nextCommit.set(fault);
  }

  /** How many ordered COMMIT faults have happened. */
  public int commitFaults() {
    return commitFaults.get();
  }

  /** Cuts every connection now; new ones are welcome. */
  public void cutAll() {
    connections.forEach(ProxiedConnection::close);
  }

  /**
   * Cuts the clients' ends of all connections and keeps the servers' ends open, as a middlebox that
   * forgets them: the client is told, the server is not.
   */
  public void cutClients() {
    connections.forEach(ProxiedConnection::cutClientOnly);
  }

  /** How bytes pass: freely, late, or not at all. */
  public Passage passage() {
    return passage;
  }

  CommitFault takeCommitFault() {
    CommitFault fault = nextCommit.getAndSet(new CommitFault.None());
    if (!(fault instanceof CommitFault.None)) {
      commitFaults.incrementAndGet();
    }
    return fault;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        open(listener.accept());
      } catch (IOException e) {
        // Either the proxy was closed, which the loop sees, or the server is down, which the
        // client sees: its connection is closed.
      }
    }
  }

  private void open(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 5_000);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    ProxiedConnection connection = new ProxiedConnection(this, client, server, connections::remove);
    connections.add(connection);
    connection.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    passage.free();
    cutAll();
  }
}
