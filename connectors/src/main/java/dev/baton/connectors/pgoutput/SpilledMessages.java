package dev.baton.connectors.pgoutput;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The messages of one open transaction, in a file of their own: each behind its length, 32 bits.
 * The file loses its name when it is opened (the JVM unlinks what it is to delete on close), so
 * nothing that was written outlives the process, however that ends.
 *
 * <p>Owned by the reader's one thread.
 */
final class SpilledMessages implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 << 10;

  private final FileChannel file;
  private final Set<Integer> undone = new HashSet<>();

  /** Takes what is read back. */
  interface Taking {
    /**
     * Takes the next message.
     *
     * @param type of it
     * @param message behind its transaction's id, where it has one; its bytes are the taker's
     */
    void take(byte type, ByteBuffer message) throws InterruptedException;
  }

  private SpilledMessages(FileChannel file) {
    this.file = file;
  }

  /** None yet, in a file that only its owner may read. */
  static SpilledMessages in(Path folder) throws IOException {
    return new SpilledMessages(
        FileChannel.open(
            Files.createTempFile(folder, "", ".spill"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  /** Adds messages, each behind its length; or more of what was added last. */
  void write(ByteBuffer messages) throws IOException {
    while (messages.hasRemaining()) {
      file.write(messages);
    }
  }

  /** A subtransaction was rolled back: none of its changes is read back. */
  void undo(int subtransaction) {
    undone.add(subtransaction);
  }

  /** Reads everything back, in its order. */
  void replay(Taking taking) throws IOException, InterruptedException {
    long left = file.size();
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Channels.newInputStream(file.position(0)), BUFFER_BYTES));
    while (left > 0) {
      byte[] message = new byte[in.readInt()];
      in.readFully(message);
      left -= Integer.BYTES + message.length;
      replay(ByteBuffer.wrap(message), taking);
    }
  }

  private void replay(ByteBuffer message, Taking taking) throws InterruptedException {
    byte type = message.get();
    // The transaction's origin is told once, and of all of it: there is no id.
    if (type == 'O' || !undone.contains(message.getInt())) {
      taking.take(type, message);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
