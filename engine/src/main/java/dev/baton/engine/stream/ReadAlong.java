package dev.baton.engine.stream;

import dev.baton.connectors.spi.SourceSite;
import dev.baton.connectors.spi.TargetSite;
import dev.baton.engine.progress.Progress;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a stream that another engine owns comes to this one: by a slot of its own this engine reads
 * along until the applied log gives it the stream. Owned by the stream's thread; what it shows may
 * be asked by any, and any may give up its waiting.
 */
final class ReadAlong {
  private static final Logger log = LoggerFactory.getLogger(ReadAlong.class);

  private final StreamSettings settings;
  private final TargetSite target;
  private final StreamHold hold;
  private final StreamCourse course;
  private final Follower.Question fresh;

  private String followedIn = "";
  private volatile Optional<Follower> follower = Optional.empty();
  private volatile Optional<FreshSlot> opening = Optional.empty();

  /**
   * @param hold gets the stream when it is this engine's
   * @param course told when that is
   * @param fresh whether the engine's slot is made anew instead of copied, asked at the target
   */
  ReadAlong(
      StreamSettings settings,
      TargetSite target,
      StreamHold hold,
      StreamCourse course,
      Follower.Question fresh) {
    this.settings = settings;
    this.target = target;
    this.hold = hold;
    this.course = course;
    this.fresh = fresh;
  }

  /** Runs the stream, reading along first. */
  interface Run {
    void go(StreamReadiness ready, StreamRun.Succeeding succeeding) throws InterruptedException;
  }

  /** Reads along, and on once the stream is this engine's; returns when that run ends. */
  void go(Run run) throws InterruptedException {
    try (Follower own = Follower.open(settings, target, followedIn)) {
      followedIn = own.session();
      if (own.owns(own.progress())) {
        // An earlier process of this engine's had it: taken anew, so that nothing of that one's
        // which is still under way can pass for this one's.
        course.follows(false);
        return;
      }
      follower = Optional.of(own);
      StreamReadiness ready = ready(own);
      hold.hold(ready);
      run.go(ready, new StreamRun.Succeeding(own, last -> succeed(own, last)));
    } finally {
      follower = Optional.empty();
    }
  }

  private StreamReadiness ready(Follower own) {
    Consumer<SourceSite> making = source -> source.copySlot(own.owned().slot(), settings.slot());
    if (own.asks(fresh)) {
      FreshSlot slot = new FreshSlot(settings, own);
      opening = Optional.of(slot);
      making = slot::open;
    }
    try {
      return StreamReadiness.follow(settings, own, making);
    } finally {
      opening = Optional.empty();
    }
  }

  private void succeed(Follower own, Progress last) {
    hold.adopt(own.claim(last));
    course.follows(false);
    log.info(
        "{}: engine {} has it under generation {}, applied up to {}",
        settings.name(),
        settings.engine(),
        last.generation(),
        last.position());
  }

  /** Whether it reads, beside the owner. */
  boolean reads() {
    return follower.map(Follower::reads).orElse(false);
  }

  /** Whether it reads and has read all that the owner has applied. */
  boolean isLevel() {
    return follower.map(Follower::isLevel).orElse(false);
  }

  /** Does not wait any longer for a slot that is being made. */
  void giveUp() {
    opening.ifPresent(FreshSlot::giveUp);
  }
}
