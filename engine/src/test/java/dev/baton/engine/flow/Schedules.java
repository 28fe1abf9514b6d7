package dev.baton.engine.flow;

import org.jetbrains.lincheck.Lincheck;

/**
 * Runs what threads share under schedules that Lincheck chooses: it lets one thread run at a time
 * and another go on at an access to shared memory. They are the same in each run, a few hundred out
 * of very many, those with few switches first. {@code -Dbaton.schedules=N} tries N times as many.
 *
 * <p>A failure prints its schedule. Threads that wait for each other for ever are one; so is a
 * thread that failed and left another waiting, and the schedule shows what it threw. Clocks stand
 * still, so no wait ends because its time ran out.
 *
 * <p>Each access to memory is a place to switch: what runs here is short, and checks by itself.
 */
public final class Schedules {
  private static final int TIMES = Integer.getInteger("baton.schedules", 1);

  private Schedules() {}

  /** What one of the threads does. */
  public interface Task {
    void run() throws InterruptedException;
  }

  /** Runs one task here and each of the others on a thread of its own; throws what any throws. */
  public static void together(Task here, Task... others) throws InterruptedException {
    Throwable[] failures = new Throwable[others.length];
    Thread[] threads = new Thread[others.length];
    for (int i = 0; i < others.length; i++) {
      int number = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  others[number].run();
                } catch (InterruptedException | RuntimeException | Error e) {
                  failures[number] = e;
                }
              },
              "thread " + number);
      threads[i].start();
    }
    here.run();
    for (int i = 0; i < threads.length; i++) {
      threads[i].join();
      if (failures[i] != null) {
        throw new AssertionError(failures[i]);
      }
    }
  }

  /** Runs a test under so many schedules; one that waits for ever fails. */
  public static void underAnySchedule(int schedules, Task test) {
    Lincheck.runConcurrentTest(
        schedules * TIMES,
        () -> {
          try {
            test.run();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Fails the test, and the schedule is printed. */
  public static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }
}
