package dev.baton.protocol.simulation;

/** What servers and supervisors do by themselves. */
final class HousekeepingTurn {
  private HousekeepingTurn() {}

  static void take(World world, boolean healed) {
    Dice dice = world.dice;
    Site site = world.sites[dice.below(World.SITES)];
    switch (dice.below(6)) {
      case 0 -> {
        if (site.up) {
          site.flush();
        }
      }
      case 1 -> reap(world, site.index, dice.below(EngineProcess.MOST));
      case 2 -> {
        ReadSlot slot = site.slots[dice.below(World.ENGINES)];
        slot.saved = Math.max(slot.saved, slot.confirmed);
      }
      case 3 -> {
        if (!site.up) {
          site.up = healed || dice.oneIn(3);
        }
      }
      case 4 -> deliver(world);
      default -> {
        EngineProcess process = world.processes[dice.below(EngineProcess.MOST)];
        if (process.frozen && dice.oneIn(4)) {
          process.frozen = false;
        }
      }
    }
  }

  /** The server notices that a client is gone, or ends the session of one that sits in silence. */
  private static void reap(World world, int site, int process) {
    EngineProcess client = world.processes[process];
    boolean gone = !client.alive || !client.connected[site];
    if (world.sites[site].session[process] && (gone || client.frozen && world.dice.oneIn(6))) {
      world.sessions.end(process, site);
    }
  }

  /** A token that was held up comes late. */
  private static void deliver(World world) {
    TokenBox box = world.tokens;
    if (box.delayed >= 0 && world.dice.oneIn(3)) {
      Site source = world.sites[box.site[box.delayed]];
      if (source.up && !source.trail.isFull()) {
        TokenPassage.append(source, box.delayed);
        box.delayed = -1;
      }
    }
  }

  /** A site crashes: what was not flushed is gone, all sessions and open transactions with it. */
  static void crash(World world, Site site) {
    for (int process = 0; process < EngineProcess.MOST; process++) {
      site.applies[process].open = false;
      site.session[process] = false;
    }
    site.presence[0] = -1;
    site.presence[1] = -1;
    for (int record = site.trail.end; record > site.trail.flushed; record--) {
      undo(world, site, record);
    }
    site.trail.end = site.trail.flushed;
    site.fallBack();
    for (ReadSlot slot : site.slots) {
      slot.confirmed = Math.max(slot.saved, slot.start);
    }
    for (int slot = 0; slot < OpenTransactions.MOST; slot++) {
      if (site.open.state[slot] != OpenTransactions.FREE
          && site.open.state[slot] != OpenTransactions.PREPARED) {
        site.open.end(slot);
      }
    }
    site.up = false;
  }

  private static void undo(World world, Site site, int record) {
    Trail trail = site.trail;
    if (trail.kind[record] == Trail.APPLY) {
      for (int key = 0; key < Trail.OWN_KEYS; key++) {
        site.write(key, trail.before[record * Trail.OWN_KEYS + key]);
      }
      int stream = World.streamInto(site.index);
      AppliedRows log = site.applied;
      int row = log.last;
      while (log.record[row] != record && row > log.durable) {
        row--;
      }
      forget(world, stream, log.position[row - 1], log.position[row]);
    }
  }

  /** Source transactions that were applied and are so no more. */
  private static void forget(World world, int stream, int after, int to) {
    Trail source = world.source(stream).trail;
    for (int record = after + 1; record <= to; record++) {
      if (source.kind[record] == Trail.LOCAL && source.applied[record] > 0) {
        source.applied[record]--;
      }
    }
  }
}
