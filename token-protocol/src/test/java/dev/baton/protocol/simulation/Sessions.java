package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.HandoverEvent.NewRestarted;

/**
 * Opens and ends the sessions of engines. A session that ends rolls its transaction back, unless
 * its COMMIT was on its way.
 */
final class Sessions {
  private final World world;

  Sessions(World world) {
    this.world = world;
  }

  /** The server ends a session; the process learns of it when it uses it next. */
  void end(int process, int site) {
    Site at = world.sites[site];
    if (!at.session[process]) {
      return;
    }
    Apply apply = at.applies[process];
    if (apply.open) {
      if (apply.sent && world.dice.oneIn(2)) {
        ApplyGroup.commit(world, at, apply);
      }
      apply.open = false;
    }
    at.session[process] = false;
    for (int engine = 0; engine < World.ENGINES; engine++) {
      if (at.presence[engine] == process) {
        at.presence[engine] = -1;
      }
    }
  }

  /** Ends all sessions of an engine at a site. */
  void endAll(int engine, int site) {
    end(2 * engine, site);
    end(2 * engine + 1, site);
  }

  /** Whether the process can use its session now; notices when it is gone. */
  boolean works(EngineProcess process, int site) {
    if (!process.connected[site]) {
      return false;
    }
    if (world.sites[site].up && world.sites[site].session[process.index]) {
      return true;
    }
    lose(process, site);
    return false;
  }

  /** The process loses its session, and with it what it believed of the stream that ends there. */
  void lose(EngineProcess process, int site) {
    process.connected[site] = false;
    process.parts[World.streamInto(site)].lose();
  }

  /**
   * Opens a session and takes the engine's lock; a fresh process ends its predecessor's first. In
   * the same transaction N says on the row that it is there again, since C may have passed a CUT
   * token meanwhile.
   */
  void open(EngineProcess process, int site) {
    Site at = world.sites[site];
    if (!at.up) {
      return;
    }
    if (process.fresh[site]) {
      endAll(process.engine, site);
      process.fresh[site] = false;
    } else if (at.isPresent(process.engine)) {
      if (at.presence[process.engine] != process.index) {
        // Another process of this engine took its place while this one was away.
        exit(process);
        return;
      }
      end(process.index, site);
    }
    at.session[process.index] = true;
    at.presence[process.engine] = process.index;
    process.connected[site] = true;
    process.parts[World.streamInto(site)].lose();
    int stream = World.streamInto(site);
    if (at.hasRow()
        && World.engine(at.row().terms().to()) == process.engine
        && at.row().step().isBeforeTakeOver()) {
      RowTransaction.bring(world, process, stream, new NewRestarted(world.now));
    }
  }

  /** An orderly end of the process. */
  void exit(EngineProcess process) {
    if (world.story.isOn()) {
      world.story.tell(world.step, "process " + process.index + " ends");
    }
    process.alive = false;
    for (int site = 0; site < World.SITES; site++) {
      if (world.sites[site].session[process.index] && process.connected[site]) {
        end(process.index, site);
      }
    }
  }
}
