package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.util.Arrays;
import java.util.List;

/** All there is, and what every actor may ask of it. Reused from seed to seed by one thread. */
final class World {
  static final int SITES = 2;
  static final int STREAMS = 2;
  static final int ENGINES = 2;
  static final int HANDOVERS = 8;
  static final List<String> STREAM_NAMES = List.of("east->west", "west->east");
  static final List<String> ENGINE_NAMES = List.of("blue", "green");

  private static final SourcePosition[] POSITIONS = new SourcePosition[Trail.MOST];

  static {
    for (int i = 0; i < POSITIONS.length; i++) {
      POSITIONS[i] = new SourcePosition(i);
    }
  }

  final Dice dice = new Dice();
  final Site[] sites = {new Site(0), new Site(1)};
  final EngineProcess[] processes = new EngineProcess[EngineProcess.MOST];
  final TokenBox tokens = new TokenBox();
  final Coverage coverage = new Coverage();
  final Invariants invariants = new Invariants(this);
  final Sessions sessions = new Sessions(this);
  final Wish wish = new Wish();
  final Habits habits = new Habits();

  Mutant mutant = Mutant.NONE;
  Story story = new Story(false);

  int step;
  long now;

  /** Counts first writes: what began when. */
  int beginnings;

  int written;
  int begun;

  /** Faults that have hit so far. */
  int hits;

  /** Faults that wait for something to hit: the next commit, the next token. */
  final boolean[] armed = new boolean[Fault.ALL.length];

  World() {
    for (int p = 0; p < processes.length; p++) {
      processes[p] = new EngineProcess(p);
    }
  }

  void reset(long seed) {
    dice.reset(seed);
    sites[0].reset();
    sites[1].reset();
    for (EngineProcess process : processes) {
      process.reset();
    }
    tokens.reset();
    invariants.reset();
    wish.reset();
    habits.choose(dice);
    step = 0;
    now = 1_000_000;
    beginnings = 0;
    written = 0;
    begun = 0;
    hits = 0;
    Arrays.fill(armed, false);
  }

  /** Whether a fault that waited for this hits now. */
  boolean fires(Fault fault) {
    boolean fires = armed[fault.ordinal()];
    if (fires) {
      armed[fault.ordinal()] = false;
      hit(fault);
    }
    return fires;
  }

  /** Counts a fault, with the steps it hits. */
  void hit(Fault fault) {
    hits++;
    coverage.injected++;
    if (story.isOn()) {
      story.tell(step, "FAULT " + fault);
    }
    for (int stream = 0; stream < STREAMS; stream++) {
      if (target(stream).hasRow() && fault.isPossibleIn(stepOf(stream))) {
        coverage.fault(fault, stepOf(stream));
      }
    }
  }

  Site source(int stream) {
    return sites[stream];
  }

  Site target(int stream) {
    return sites[1 - stream];
  }

  /** The stream that ends at a site. */
  static int streamInto(int site) {
    return 1 - site;
  }

  static SourcePosition position(int value) {
    return POSITIONS[value];
  }

  static int engine(String name) {
    return ENGINE_NAMES.indexOf(name);
  }

  boolean hasOpenRow(int stream) {
    return target(stream).hasRow() && !target(stream).row().step().isEnd();
  }

  boolean isSettled(int stream) {
    return !target(stream).hasRow() || target(stream).row().isSettled();
  }

  /** The first stream's row, whose swap all others belong to, in a step for counting. */
  Step stepOf(int stream) {
    return target(stream).row().step();
  }

  /** The rows of one swap as a process last read them. */
  LinkRows link(EngineProcess process, long id) {
    return link(process.parts[0].views[(int) id], process.parts[1].views[(int) id]);
  }

  /** The same read at once, as the operator's command does: both sites answer it. */
  LinkRows linkNow(long id) {
    return link(target(0).rows()[(int) id], target(1).rows()[(int) id]);
  }

  private static LinkRows link(Handover first, Handover second) {
    return new LinkRows(
        STREAM_NAMES,
        first == null
            ? second == null ? List.of() : List.of(second)
            : second == null ? List.of(first) : List.of(first, second));
  }

  EngineProcess running(int engine) {
    EngineProcess first = processes[2 * engine];
    return first.runs() ? first : processes[2 * engine + 1];
  }

  boolean runs(int engine) {
    return processes[2 * engine].runs() || processes[2 * engine + 1].runs();
  }

  boolean lives(int engine) {
    return processes[2 * engine].alive || processes[2 * engine + 1].alive;
  }
}
