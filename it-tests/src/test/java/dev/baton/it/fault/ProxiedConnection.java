package dev.baton.it.fault;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** One client's connection through the proxy, with a thread for each direction. */
final class ProxiedConnection implements AutoCloseable {

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Consumer<ProxiedConnection> onEnd;
  private volatile boolean clientIsCut;

  ProxiedConnection(
      FaultProxy proxy, Socket client, Socket server, Consumer<ProxiedConnection> onEnd) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.onEnd = onEnd;
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    String name = "proxy-" + proxy.port() + "-" + client.getPort();
    Thread.ofVirtual().name(name + "-up").start(() -> untilCut(this::forwardToServer));
    Thread.ofVirtual().name(name + "-down").start(() -> untilCut(this::forwardToClient));
  }

  private interface Forwarding {
    void run() throws IOException, InterruptedException;
  }

  private void untilCut(Forwarding forwarding) {
    try {
      forwarding.run();
    } catch (IOException e) {
      // One end is gone; the other is told by closing it, below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!clientIsCut) {
      close();
    }
  }

  private void forwardToServer() throws IOException, InterruptedException {
    ClientFrames frames =
        new ClientFrames(new DataInputStream(new BufferedInputStream(client.getInputStream())));
    OutputStream up = server.getOutputStream();
    while (true) {
      ClientFrames.Frame frame = frames.next();
      proxy.passage().await();
      CommitFault fault =
          frame.commits() && frames.appliesChanges()
              ? proxy.takeCommitFault()
              : new CommitFault.None();
      switch (fault) {
        case CommitFault.None none -> up.write(frame.bytes());
        case CommitFault.AnswerLost lost -> {
          cutClient();
          up.write(frame.bytes());
          proxy.passage().hold(lost.sessionLives());
          close();
          return;
        }
        case CommitFault.HeldBack held -> {
          held.until().await();
          up.write(frame.bytes());
        }
        case CommitFault.ArrivesLate late -> {
          cutClient();
          proxy.passage().hold(late.delay());
          up.write(frame.bytes());
          // The server answers before it reads the end of the stream: the commit is not cut short.
          server.shutdownOutput();
          return;
        }
      }
    }
  }

  private void forwardToClient() throws IOException, InterruptedException {
    InputStream down = server.getInputStream();
    byte[] piece = new byte[1 << 16];
    for (int length = down.read(piece); length >= 0; length = down.read(piece)) {
      proxy.passage().await();
      if (!clientIsCut) {
        client.getOutputStream().write(piece, 0, length);
      }
    }
    close();
  }

  void cutClientOnly() {
    try {
      cutClient();
    } catch (IOException e) {
      // It was gone already.
    }
  }

  /** The client's end goes first, so that no byte of the answer can reach it. */
  private void cutClient() throws IOException {
    clientIsCut = true;
    client.close();
  }

  @Override
  public void close() {
    onEnd.accept(this);
    try (Socket first = client;
        Socket second = server) {
      // closing is all there is to do
    } catch (IOException e) {
      // It was gone already.
    }
  }
}
