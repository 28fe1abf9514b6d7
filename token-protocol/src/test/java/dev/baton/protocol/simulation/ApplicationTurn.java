package dev.baton.protocol.simulation;

/**
 * The applications of a site: transactions with savepoints and two phases, on the site's own keys.
 */
final class ApplicationTurn {
  private ApplicationTurn() {}

  static void take(World world, Site site, boolean mayBegin) {
    if (!site.up) {
      return;
    }
    OpenTransactions open = site.open;
    int slot = world.dice.below(OpenTransactions.MOST);
    switch (open.state[slot]) {
      case OpenTransactions.FREE -> {
        if (mayBegin && !site.trail.isFull()) {
          begin(world, site, slot);
        }
      }
      case OpenTransactions.OPEN -> goOn(world, site, slot);
      case OpenTransactions.PREPARED -> {
        if (world.dice.oneIn(3)) {
          end(world, site, slot);
        }
      }
      default -> open.end(slot);
    }
  }

  private static void begin(World world, Site site, int slot) {
    OpenTransactions open = site.open;
    open.state[slot] = OpenTransactions.OPEN;
    open.id[slot] = open.nextId++;
    open.began[slot] = ++world.beginnings;
    open.writes[slot] = 0;
    open.savepoint[slot] = -1;
    world.begun++;
    write(world, site, slot);
  }

  private static void write(World world, Site site, int slot) {
    OpenTransactions open = site.open;
    int key = world.dice.below(Trail.OWN_KEYS);
    if (open.writes[slot] < Trail.WRITES && !open.holds(key)) {
      int at = slot * Trail.WRITES + open.writes[slot]++;
      open.keys[at] = (byte) key;
      open.values[at] = ++world.written;
    }
  }

  private static void goOn(World world, Site site, int slot) {
    OpenTransactions open = site.open;
    switch (world.dice.below(8)) {
      case 0, 1 -> write(world, site, slot);
      case 2 -> {
        // A savepoint's subtransaction takes an id of its own and is on no list.
        open.savepoint[slot] = open.writes[slot];
        open.nextId++;
      }
      case 3 -> {
        if (open.savepoint[slot] >= 0) {
          open.writes[slot] = open.savepoint[slot];
          open.savepoint[slot] = -1;
        }
      }
      case 4 -> {
        if (world.dice.oneIn(world.habits.preparedIn)) {
          open.state[slot] = OpenTransactions.PREPARED;
        }
      }
      default -> end(world, site, slot);
    }
  }

  private static void end(World world, Site site, int slot) {
    if (world.dice.oneIn(6)) {
      site.trail.append(Trail.OTHER);
      site.open.end(slot);
    } else {
      commit(world, site, slot);
    }
  }

  /** The commit is in the trail and durable; whether the transaction is still active is open. */
  private static void commit(World world, Site site, int slot) {
    OpenTransactions open = site.open;
    Trail trail = site.trail;
    int record = trail.append(Trail.LOCAL);
    trail.began[record] = open.began[slot];
    trail.writes[record] = open.writes[slot];
    for (int i = 0; i < open.writes[slot]; i++) {
      int key = open.keys[slot * Trail.WRITES + i];
      int value = open.values[slot * Trail.WRITES + i];
      trail.keys[record * Trail.WRITES + i] = (byte) key;
      trail.values[record * Trail.WRITES + i] = value;
      trail.stateAfter[record] ^= Trail.mix(key, site.own[key]) ^ Trail.mix(key, value);
      site.own[key] = value;
    }
    site.flush();
    if (world.dice.oneIn(4)) {
      open.state[slot] = OpenTransactions.ENDING;
    } else {
      open.end(slot);
    }
  }
}
