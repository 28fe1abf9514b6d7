package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Handover;
import dev.baton.protocol.handover.LinkRows;
import dev.baton.protocol.handover.Step;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;

/** All there is, and what every actor may ask of it. Reused from seed to seed by one thread. */
final class World {
  static final int SITES = 2;
  static final int STREAMS = 2;
  static final int ENGINES = 2;
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

  /** The next commit of a process goes unanswered. */
  boolean loseAnswer;

  boolean loseToken;
  boolean delayToken;

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
    loseAnswer = false;
    loseToken = false;
    delayToken = false;
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
    StreamPart first = process.parts[0];
    StreamPart second = process.parts[1];
    boolean hasFirst = first.hasView && first.view.terms().id() == id;
    boolean hasSecond = second.hasView && second.view.terms().id() == id;
    return new LinkRows(
        STREAM_NAMES,
        hasFirst && hasSecond
            ? List.of(first.view, second.view)
            : hasFirst ? List.of(first.view) : hasSecond ? List.of(second.view) : List.of());
  }

  /** The same read at once, as the operator's command does: both sites answer it. */
  LinkRows linkNow(long id) {
    boolean hasFirst = target(0).hasRow() && target(0).row().terms().id() == id;
    boolean hasSecond = target(1).hasRow() && target(1).row().terms().id() == id;
    Handover[] rows = {target(0).row(), target(1).row()};
    return new LinkRows(
        STREAM_NAMES,
        hasFirst && hasSecond
            ? List.of(rows[0], rows[1])
            : hasFirst ? List.of(rows[0]) : hasSecond ? List.of(rows[1]) : List.of());
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
