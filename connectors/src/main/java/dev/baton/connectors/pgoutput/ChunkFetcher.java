package dev.baton.connectors.pgoutput;

import dev.baton.protocol.trail.SourcePosition;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Fetches a {@link Backlog} on a thread of its own, ahead of the one that takes it: so the server
 * decodes the next chunk while the last one is taken.
 *
 * <p>Memory: {@link #MOST_BYTES} at the most, and one message; one that is larger passes alone.
 */
final class ChunkFetcher {
  /** Of what is fetched and not taken: about what 4 MiB of WAL bring. */
  static final int MOST_BYTES = 8 << 20;

  private static final int BATCH_BYTES = 64 << 10;

  /** What a message takes besides its bytes: two objects, and its place in a list. */
  private static final int BYTES_PER_MESSAGE = 80;

  /** What is fetched: {@link Backlog#read}. */
  interface Fetch {
    /** Reads all of it; another thread takes it behind this. */
    SourcePosition read(Backlog.Taking taking) throws SQLException, InterruptedException;
  }

  /** Behind it nothing comes. */
  private static final Batch LAST = new Batch(List.of(), 0, null);

  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final int mostBytes;

  /** Bytes that may still be fetched. */
  private final Semaphore room;

  private final FutureTask<SourcePosition> fetching;
  private final Thread fetcher;

  /**
   * Messages that were fetched.
   *
   * @param bytes what was taken of the room for them
   * @param chunkEnd up to where they reach where a chunk ends with them, else {@code null}
   */
  private record Batch(List<ByteBuffer> messages, int bytes, SourcePosition chunkEnd) {}

  /**
   * @param stream whose backlog it is, for the thread's name
   * @param mostBytes that may be fetched and not taken; never more than {@link #MOST_BYTES}
   */
  ChunkFetcher(String stream, Fetch backlog, long mostBytes) {
    this.mostBytes = (int) Math.min(mostBytes, MOST_BYTES);
    this.room = new Semaphore(this.mostBytes);
    this.fetching = new FutureTask<>(() -> fetch(backlog));
    this.fetcher = Thread.ofPlatform().name(stream + "/fetch").daemon().unstarted(fetching);
  }

  private SourcePosition fetch(Fetch backlog) throws SQLException, InterruptedException {
    Collecting collecting = new Collecting();
    try {
      return backlog.read(collecting);
    } finally {
      collecting.end();
    }
  }

  private final class Collecting implements Backlog.Taking {
    private List<ByteBuffer> messages = new ArrayList<>();
    private int bytes;

    @Override
    public void take(ByteBuffer message) throws InterruptedException {
      messages.add(message);
      bytes += message.capacity() + BYTES_PER_MESSAGE;
      if (bytes >= BATCH_BYTES) {
        put(null);
      }
    }

    @Override
    public void chunkEnds(SourcePosition to) throws InterruptedException {
      put(to);
    }

    /** A batch larger than all the room passes alone. */
    private void put(SourcePosition chunkEnd) throws InterruptedException {
      int taken = Math.min(bytes, mostBytes);
      room.acquire(taken);
      batches.add(new Batch(messages, taken, chunkEnd));
      messages = new ArrayList<>(messages.size());
      bytes = 0;
    }

    /** Also where fetching failed: what came before that counts. */
    void end() {
      batches.add(new Batch(messages, 0, null));
      batches.add(LAST);
    }
  }

  /**
   * Takes everything, on the calling thread. Once.
   *
   * @return up to where everything that committed was taken
   * @throws SQLException what fetching failed of, behind all that was fetched
   */
  SourcePosition read(Backlog.Taking taking) throws SQLException, InterruptedException {
    fetcher.start();
    for (Batch batch = batches.take(); batch != LAST; batch = batches.take()) {
      for (ByteBuffer message : batch.messages()) {
        taking.take(message);
      }
      room.release(batch.bytes());
      if (batch.chunkEnd() != null) {
        taking.chunkEnds(batch.chunkEnd());
      }
    }
    try {
      return fetching.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SQLException failed -> throw failed;
        case RuntimeException failed -> throw failed;
        case InterruptedException failed -> throw failed;
        case Throwable failed -> throw new IllegalStateException(failed);
      }
    }
  }

  /** Ends the fetching, whose session was ended before, and waits until its thread is gone. */
  void stop() {
    boolean interrupted = false;
    fetcher.interrupt();
    while (fetcher.isAlive()) {
      try {
        fetcher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
