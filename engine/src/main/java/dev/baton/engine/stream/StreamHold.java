package dev.baton.engine.stream;

import dev.baton.connectors.spi.TargetSite;

/**
 * What a stream's thread holds at its sites: the claim on the stream, and what a run needs of its
 * source. Owned by that thread, but for what is held before it starts.
 */
final class StreamHold {
  private final StreamSettings settings;
  private final TargetSite target;
  private Claim claim;
  private StreamReadiness ready;
  private Claim.Former former = Claim.Former.NONE;
  private volatile long generation;

  StreamHold(StreamSettings settings, TargetSite target) {
    this.settings = settings;
    this.target = target;
  }

  /** The generation under which this process owns the stream, or last did; 0 before. Any thread. */
  long generation() {
    return generation;
  }

  /** The claim, taken if it is not held. */
  Claim claim() {
    if (claim == null) {
      adopt(Claim.take(settings, target, former));
    }
    return claim;
  }

  /** Holds a claim that came another way. */
  void adopt(Claim taken) {
    claim = taken;
    generation = taken.generation();
    former = taken.asFormer();
  }

  /** What a run needs, checked if it is not held. */
  StreamReadiness ready() {
    Claim held = claim();
    if (ready == null) {
      ready = StreamReadiness.reach(settings, held);
    }
    return ready;
  }

  /** Holds what was checked another way. */
  void hold(StreamReadiness checked) {
    letGoOfSource();
    ready = checked;
  }

  void letGoOfSource() {
    if (ready != null) {
      ready.close();
      ready = null;
    }
  }

  /** There is none where taking the stream is what failed. */
  void letGoOfClaim() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
  }

  /** What comes next is no retake: the stream went to another engine by the protocol. */
  void forget() {
    former = Claim.Former.NONE;
  }

  void letGo() {
    letGoOfSource();
    letGoOfClaim();
  }
}
