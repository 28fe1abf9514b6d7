package dev.baton.it.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Tells when a process that is not this one's child has ended. {@link ProcessHandle} sees it only
 * once its parent has taken note, which on a machine whose first process is slow at that takes
 * seconds. Stateless; any thread.
 */
public final class ProcessEnd {
  private ProcessEnd() {}

  /** Waits until a process has ended. */
  public static void await(ProcessHandle process, Duration patience) {
    Awaitility.await("the end of process " + process.pid())
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> hasEnded(process));
  }

  private static boolean hasEnded(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      // No such file system, or gone meanwhile, which the next look sees.
      return false;
    }
  }
}
