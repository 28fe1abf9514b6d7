package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.SiteSettings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.engine.progress.Ownership;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.Locks;
import dev.baton.protocol.handover.Handover;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits beside the engine that runs a link until it is gone: until none of its locks has been held
 * at any site for a while. While a site does not answer it is not known to be gone, and is not.
 *
 * <p>That the owner is gone is a guess, as it must be; that it cannot commit any more after this
 * engine took its streams is the applied log's work. Owned by one thread, but for {@link #close}.
 */
public final class Standby implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Standby.class);
  private static final long LOOK_MILLIS = 50;
  private static final long RETRY_MILLIS = 500;

  /** An engine whose sessions were cut comes back within a second. */
  private static final long GONE_MILLIS = 2_000;

  /** Where this engine's own sessions were lost too, the site or the way to it was away. */
  private static final long GONE_AFTER_OUTAGE_MILLIS = 5_000;

  private final Settings settings;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final LinkView link;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Set<String> waitedFor = Set.of();
  private long aloneSinceMillis;
  private long patienceMillis = GONE_MILLIS;

  /**
   * Connects when it first looks.
   *
   * @param say is told for whom it stands by, whenever that is another engine
   */
  public Standby(Settings settings, InstantSource clock, Consumer<String> say) {
    this.settings = settings;
    this.clock = clock;
    this.say = say;
    this.link = new LinkView(settings);
  }

  /**
   * Waits until the owner is gone and no other standby is about to take over. Until {@link #letGo}
   * this one keeps the others from it.
   *
   * @return false when it was closed before
   * @throws BatonException for what does not pass by itself: settings, rights, a missing schema
   */
  public boolean await() throws InterruptedException {
    while (closed.getCount() > 0) {
      long pause = LOOK_MILLIS;
      try {
        if (isGone() && mayTakeOver()) {
          return true;
        }
      } catch (SQLException e) {
        outage(SiteConnections.translate(e, anySite()));
        pause = RETRY_MILLIS;
      } catch (BatonException e) {
        outage(e);
        pause = RETRY_MILLIS;
      }
      closed.await(pause, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  private SiteSettings anySite() {
    return settings.sites().values().iterator().next();
  }

  private void outage(BatonException e) {
    if (!e.code().retried()) {
      throw e;
    }
    if (patienceMillis != GONE_AFTER_OUTAGE_MILLIS || aloneSinceMillis != 0) {
      log.warn("standing by: {}", e.getMessage());
    }
    link.reset();
    aloneSinceMillis = 0;
    patienceMillis = GONE_AFTER_OUTAGE_MILLIS;
  }

  private boolean isGone() throws SQLException {
    if (isAnyoneThere()) {
      aloneSinceMillis = 0;
      patienceMillis = GONE_MILLIS;
      return false;
    }
    long now = clock.millis();
    aloneSinceMillis = aloneSinceMillis == 0 ? now : aloneSinceMillis;
    return now - aloneSinceMillis >= patienceMillis;
  }

  /** The owner of any stream, or either engine of a swap that is under way. */
  private boolean isAnyoneThere() throws SQLException {
    Set<String> engines = new LinkedHashSet<>();
    boolean there = false;
    Optional<Handover> swap = UnderWay.find(link);
    for (StreamName stream : link.streams()) {
      Connection control = link.at(stream.target());
      Ownership.read(control, stream.toString()).map(Ownership.Row::owner).ifPresent(engines::add);
      swap.ifPresent(one -> engines.add(one.terms().to()));
      there |= Locks.isHeld(control, LinkNames.ownerLock(settings.link(), stream));
    }
    engines.remove("");
    for (StreamName stream : link.streams()) {
      for (String engine : engines) {
        String presence = LinkNames.presenceLock(settings.link(), stream, engine);
        there |= Locks.isHeld(link.at(stream.target()), presence);
      }
    }
    tell(engines);
    return there;
  }

  private void tell(Set<String> engines) {
    if (!engines.equals(waitedFor)) {
      waitedFor = engines;
      say.accept(
          "engine %s stands by for %s of link %s"
              .formatted(
                  settings.engine().id(),
                  engines.isEmpty() ? "any engine" : "engine " + String.join(" and ", engines),
                  settings.link()));
    }
  }

  /** One at a time, or two would take a stream each. */
  private boolean mayTakeOver() throws SQLException {
    String site = link.streams().getFirst().target();
    return Locks.tryTake(link.at(site), LinkNames.standbyLock(settings.link()));
  }

  /** Lets other standbys look after the link: this engine has it now, or could not take it. */
  public void letGo() {
    link.reset();
    aloneSinceMillis = 0;
  }

  /** Ends the waiting. Any thread. */
  @Override
  public void close() {
    closed.countDown();
  }
}
