package dev.baton.engine.swap;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.SiteConnections;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.connectors.spi.SourceSite;
import dev.baton.engine.stream.Engine;
import dev.baton.engine.stream.StreamHandle;
import dev.baton.engine.swap.arriving.Arrival;
import dev.baton.engine.swap.row.LinkView;
import dev.baton.engine.swap.row.LinkView.Seen;
import dev.baton.protocol.handover.DeadlineAction;
import dev.baton.protocol.handover.Decision;
import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.LinkCourse;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the streams of a link to this engine: one thread that looks at every row in the order of
 * the streams and does what each calls for. All it knows is in the rows, so it may be ended at any
 * point and begun again.
 */
public final class Swap implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Swap.class);

  /**
   * While a stream changes hands. A look costs some queries at each site, and the stream waits for
   * the same processors.
   */
  private static final long LOOK_MILLIS = 50;

  private static final long PATIENT_LOOK_MILLIS = 100;
  private static final long RETRY_MILLIS = 500;

  private final Settings settings;
  private final InstantSource clock;
  private final LinkSuccession succession;
  private final long id;
  private final LinkView link;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<StreamName, String> sessions = new HashMap<>();
  private Engine engine;
  private Thread thread;
  private boolean urgent;

  private Swap(
      Settings settings, InstantSource clock, LinkSuccession succession, long id, LinkView link) {
    this.settings = settings;
    this.clock = clock;
    this.succession = succession;
    this.id = id;
    this.link = link;
  }

  /**
   * Offers the link's streams to this engine, or finds the swap to it that is under way.
   *
   * @return empty when no other engine has them: they are free to be taken
   * @throws BatonException REFUSED when another swap holds the link
   */
  public static Optional<Swap> offer(
      Settings settings, SwapTerms wanted, InstantSource clock, LinkSuccession succession) {
    LinkView link = new LinkView(settings);
    Optional<Swap> swap = Optional.empty();
    try {
      Offering offering = new Offering(settings, wanted, clock, link);
      if (offering.isNeeded()) {
        swap = Optional.of(new Swap(settings, clock, succession, offering.make(), link));
        succession.arriving(true);
      }
      return swap;
    } catch (SQLException e) {
      throw SiteConnections.translate(e, settings.sites().values().iterator().next());
    } finally {
      if (swap.isEmpty()) {
        link.close();
      }
    }
  }

  /** The swap's number. */
  public long id() {
    return id;
  }

  /** Begins, with an engine that follows. */
  public void start(Engine following) {
    engine = following;
    thread = Thread.ofPlatform().name("swap-" + id).start(this::run);
  }

  private void run() {
    try (link) {
      boolean ended = false;
      while (!ended && closed.getCount() > 0) {
        try {
          open();
          ended = step();
          closed.await(urgent ? LOOK_MILLIS : PATIENT_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (SQLException e) {
          log.warn("swap {}: {}", id, e.getMessage());
          again();
        } catch (BatonException e) {
          if (!e.code().retried() && e.code() != ErrorCode.UNREACHABLE) {
            log.error("swap {}: {}", id, e.getMessage());
            engine.retire(e.code().exitCode(), e.getMessage());
            return;
          }
          log.warn("swap {}: {}", id, e.getMessage());
          again();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      letGo();
    }
  }

  private void open() throws SQLException {
    if (!arrivals.isEmpty()) {
      return;
    }
    List<StreamHandle> handles = new ArrayList<>(engine.handles());
    handles.sort(Comparator.comparing(handle -> handle.name().toString()));
    for (StreamHandle handle : handles) {
      String former = sessions.getOrDefault(handle.name(), "");
      SourceSite source = handle.sourceOver(link.at(handle.name().source()));
      Arrival arrival =
          Arrival.open(
              settings, handle, id, clock, succession.inbox(handle.name()), source, former);
      sessions.put(handle.name(), arrival.session());
      arrivals.add(arrival);
    }
  }

  private void again() throws InterruptedException {
    letGo();
    link.reset();
    closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void letGo() {
    arrivals.forEach(Arrival::close);
    arrivals.clear();
  }

  /** Looks at every row once; answers whether the swap has ended. */
  private boolean step() throws SQLException, InterruptedException {
    Seen seen = link.look(id);
    for (Arrival one : arrivals) {
      if (one.look(seen.row(one.stream().name()), seen.link())) {
        seen = link.look(id);
      }
    }
    Set<Step> steps = seen.steps();
    urgent = steps.contains(Step.CUT) || steps.contains(Step.TAKE_OVER);
    if (steps.equals(Set.of(Step.DONE))) {
      log.info("swap {} is done: engine {} owns every stream", id, settings.engine().id());
      succession.arriving(false);
      return true;
    }
    if (steps.stream().allMatch(Step::isEnd)) {
      leave();
      return true;
    }
    heedDifferences();
    heedDeadline(seen.link());
    return false;
  }

  private void heedDifferences() throws SQLException {
    for (Arrival one : arrivals) {
      if (one.difference().isPresent()) {
        abort(one.difference().get());
      }
    }
  }

  private void heedDeadline(LinkRows rows) throws SQLException {
    DeadlineAction action = LinkCourse.atDeadline(rows, clock.millis());
    switch (action) {
      case NOTHING -> {}
      case ABORT -> abort("the deadline passed before the first stream could be cut");
      case CANCEL_BLOCKERS -> endBlockers();
    }
  }

  private void endBlockers() throws SQLException {
    try {
      for (Arrival one : arrivals) {
        one.endBlockers();
      }
    } catch (BatonException e) {
      if (e.code() != ErrorCode.MISSING_GRANT) {
        throw e;
      }
      abort("the deadline passed and what it waits for could not be ended: " + e.getMessage());
    }
  }

  private void abort(String reason) throws SQLException {
    for (Arrival one : arrivals) {
      Decision decision = one.abort(reason, link.rows(id));
      if (decision instanceof Decision.Refused refused) {
        log.warn("swap {}: not aborted: {}", id, refused.why());
        return;
      }
    }
  }

  /** The streams stay with, or went back to, the former engine. */
  private void leave() throws SQLException, InterruptedException {
    Handover first = arrivals.getFirst().read().handover();
    String reason =
        "swap %d was aborted: %s; engine %s stays in charge"
            .formatted(id, first.ending().reason(), first.terms().from());
    log.warn(reason);
    engine.retire(1, reason);
    engine.await();
    for (Arrival one : arrivals) {
      // Also where somebody cleaned up already, who took it for gone: this engine may have made
      // its slot again since then. From here on it reads no more.
      if (one.read().handover().step() == Step.ABORTED) {
        one.cleanUp();
      }
    }
  }

  /** Waits until the swap has ended, or ends it where it stands: it can be gone on with. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    if (thread == null) {
      link.close();
    } else {
      thread.join();
    }
  }
}
