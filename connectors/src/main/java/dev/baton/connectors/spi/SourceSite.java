package dev.baton.connectors.spi;

import dev.baton.config.StreamName;
import dev.baton.connectors.change.TableName;
import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a stream asks of the site it reads. Holds one connection of its own, opened when made; every
 * call may throw {@link BatonException}, and after an UNREACHABLE the object is of no more use.
 * Owned by one thread.
 */
public interface SourceSite extends AutoCloseable {

  /** Whose trail this is. */
  SourceIdentity identity();

  /** The tables the publication lists, Baton's own included. */
  Set<TableName> published();

  /**
   * Whether the server itself can leave out replicated work: it knows how to, and nobody else's
   * replicated rows arrive here, which would vanish too.
   *
   * @param stream that reads this site; its link's origins are the only ones that may be there
   */
  boolean canFilterByOrigin(StreamName stream);

  /**
   * Makes sure that the engine's slot can serve from {@code progress} on: it exists and is valid,
   * has not been told of more than {@code progress}, and nobody reads it. Where the engine has no
   * slot yet, copies the one in {@code otherSlot}. Moves it up to {@code progress}, so that nothing
   * the target holds is sent again.
   *
   * @param progress on the target's disk
   * @throws BatonException SLOT_LOST, SLOT_AHEAD, SLOT_IN_USE, or SOURCE_CHANGED when the trail
   *     ends before {@code progress}
   */
  void readySlot(String slot, String otherSlot, SourcePosition progress);

  /**
   * Makes a slot that stands where another one does, also where that one is being read; does
   * nothing when it is there already.
   *
   * @throws BatonException SLOT_LOST when there is nothing to copy
   */
  void copySlot(String from, String to);

  /**
   * Makes a slot that stands at the trail's end; does nothing when it is there already. Waits until
   * the transactions open at its beginning have ended: {@link #holdingUp} tells which.
   *
   * @throws BatonException TRANSIENT when it was given up; then nothing of it stays
   */
  void createSlot(String slot);

  /** Gives up what this object's thread waits for at the site, if it does. Any thread. */
  void giveUp();

  /**
   * The transactions that a slot which is being made waits for, oldest first; those of other
   * databases are left out.
   */
  List<OpenTransaction> holdingUp(String slot);

  /**
   * Removes the slot of an engine that lost the stream, and ends the session that still reads it;
   * does nothing when there is none.
   */
  void dropSlot(String slot);

  /** Checks once more that the slot has not been told of more than {@code durable}. */
  void checkSlot(String slot, SourcePosition durable);

  /** A reader of the slot; not started. */
  AuditTrailReader reader(ReaderSettings settings);

  /**
   * Writes a message into the trail, in a small transaction of its own that counts as local work.
   */
  void writeMessage(String prefix, byte[] content);

  /**
   * Writes a token into the trail as a row of {@code baton.token}, in a small transaction of its
   * own that counts as local work. The stream's earlier tokens are removed.
   */
  void writeTokenRow(TokenRow row);

  /**
   * Where the next record of the trail will stand: all that has ended lies before it, also what is
   * not on the server's disk yet.
   */
  SourcePosition end();

  /**
   * The transactions open at this instant that may have changed something, oldest first; those of
   * other databases are left out.
   */
  List<OpenTransaction> openTransactions();

  /** The active-transaction list as the database tells it. */
  ActiveTransactions activeTransactions();

  /** Ends sessions, and with them their transactions; needs the right to. */
  void endSessions(Collection<Integer> pids);

  /** Looks at the trail's end and the slot. */
  TrailEnd look(String slot);

  @Override
  void close();

  /**
   * A token on its way into a table.
   *
   * @param sequence its number in the handover
   * @param content as it travels, signed
   */
  record TokenRow(String link, String stream, long handover, long sequence, byte[] content) {}

  /**
   * How to read.
   *
   * @param name of the stream, for threads and logs
   * @param filterByOrigin whether the server leaves out replicated work
   * @param partBytes how much of one transaction is held before it is handed on in parts
   * @param queueBytes what the reader may hold besides, bytes
   * @param messagePrefix of the messages to hand on
   * @param spillFolder where open transactions may wait on disk; made when it is needed
   */
  record ReaderSettings(
      String name,
      String slot,
      boolean filterByOrigin,
      long partBytes,
      long queueBytes,
      String messagePrefix,
      Path spillFolder) {}
}
