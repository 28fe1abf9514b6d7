package dev.baton.engine.stream;

import dev.baton.config.StreamName;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.stream.shadow.Notes;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;

/** What a handover wants of one stream of this engine. Any thread. */
public interface StreamHandle {

  /** The stream. */
  StreamName name();

  /** The site it writes. */
  TargetSite target();

  /** A connection to the site it reads; the caller closes it. */
  SourceSite openSource(String purpose);

  /** The site it reads, over a connection that is there already; belongs to that one's owner. */
  SourceSite sourceOver(Connection connection);

  /** The engine's slot at the source. */
  String slot();

  /** The lock that its owner holds. */
  String lock();

  /** The lock by which an engine that is about to own the stream shows that it lives. */
  String presence(String engine);

  /** The state it shows. */
  StreamState state();

  /** The generation under which this engine owns it, or last did; 0 before. */
  long generation();

  /** Whether it reads along with the owner, from a position of its own. */
  boolean isFollowing();

  /** Whether it reads along with the owner and has read all that one has applied. */
  boolean isLevel();

  /**
   * Asks for the last transaction of this engine's in the stream, at the next commit boundary.
   * Where it commits, the stream is handed over: this engine lets go of it and stays.
   */
  void handOver(LastTransaction last);

  /**
   * Begins to note what the stream's transactions write, unless it has begun: for an engine to be
   * compared with another. Reads both catalogs when it begins.
   */
  Notes shadow();

  /** Ends that, and forgets what was noted. */
  void endShadow();

  /** Takes a stream back that was handed over. */
  void takeBack();

  /** What the last transaction of an engine in a stream writes. */
  interface LastTransaction {
    /**
     * Writes on the lane's connection; called once at the most.
     *
     * @param seq last number of the applied log
     * @param position up to which the source is applied
     * @return whether to commit; else the stream goes on as it was
     */
    boolean write(Connection lane, long seq, SourcePosition position) throws SQLException;
  }
}
