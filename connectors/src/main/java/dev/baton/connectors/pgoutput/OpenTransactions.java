package dev.baton.connectors.pgoutput;

import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Large transactions that the server sends while they are open, in pieces between what commits
 * meanwhile. Their messages wait on disk until the commit tells that they count, and where; what is
 * rolled back is forgotten.
 *
 * <p>Invariant: nothing of a transaction leaves here before its commit was read, or the source said
 * that it has committed; so whatever is handed on is committed there.
 *
 * <p>Owned by the reader's one thread. Memory: one buffer, whatever is open. Disk: what the server
 * sends of open transactions; a file for each.
 */
final class OpenTransactions implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 << 10;

  private final String stream;
  private final Path folder;
  private final Runnable onPiece;
  private final LongConsumer onSpilled;
  private final Map<Integer, SpilledMessages> open = new HashMap<>();
  private ByteBuffer buffer;

  /** What the next messages belong to; {@code null} between the pieces. */
  private SpilledMessages current;

  /**
   * @param stream whose transactions they are, for errors
   * @param folder for the files; made when it is needed
   * @param onPiece told when a piece begins, which may take long: what came before it is not to
   *     wait
   * @param onSpilled told how many bytes were written to disk
   */
  OpenTransactions(String stream, Path folder, Runnable onPiece, LongConsumer onSpilled) {
    this.stream = stream;
    this.folder = folder;
    this.onPiece = onPiece;
    this.onSpilled = onSpilled;
  }

  /** Whether no transaction is open. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Whether the next messages belong to an open transaction. */
  boolean isStreaming() {
    return current != null;
  }

  /** A piece of a transaction begins. */
  void start(int id) {
    onPiece.run();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    }
    current = open.get(id);
    if (current == null) {
      attempt(
          () -> {
            Files.createDirectories(folder);
            current = SpilledMessages.in(folder);
          });
      open.put(id, current);
    }
  }

  /** Adds a message to the piece; a whole one, from its type on. */
  void add(ByteBuffer message) {
    int length = message.remaining();
    if (Integer.BYTES + length > buffer.remaining()) {
      write(buffer.flip());
      buffer.clear();
    }
    buffer.putInt(length);
    if (length <= buffer.remaining()) {
      buffer.put(message);
    } else {
      write(buffer.flip());
      buffer.clear();
      write(message);
    }
  }

  /** The piece ends; other transactions follow. */
  void stop() {
    write(buffer.flip());
    buffer.clear();
    current = null;
  }

  private void write(ByteBuffer messages) {
    int bytes = messages.remaining();
    attempt(() -> current.write(messages));
    onSpilled.accept(bytes);
  }

  /** A subtransaction was rolled back. */
  void undo(int id, int subtransaction) {
    SpilledMessages messages = open.get(id);
    if (messages != null) {
      messages.undo(subtransaction);
    }
  }

  /** A transaction committed: its messages are taken, and forgotten. */
  void commit(int id, SpilledMessages.Taking taking) throws InterruptedException {
    SpilledMessages messages = open.get(id);
    if (messages != null) {
      try {
        messages.replay(taking);
      } catch (IOException e) {
        throw failed(e);
      }
      forget(id);
    }
  }

  /** Nothing of a transaction is needed any more: rolled back, or the target has it. */
  void forget(int id) {
    SpilledMessages messages = open.remove(id);
    if (messages != null) {
      attempt(messages::close);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private BatonException failed(IOException reason) {
    return new BatonException(
        ErrorCode.SPILL_FAILED,
        "stream %s: a large transaction at the source could not be kept in folder %s (%s); nothing of it was acknowledged. Make room there, or set engine.data-dir to a larger disk and start the engine again, then 'baton resume'"
            .formatted(stream, folder, reason),
        reason);
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::forget);
  }
}
