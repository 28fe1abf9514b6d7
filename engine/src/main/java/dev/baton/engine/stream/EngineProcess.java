package dev.baton.engine.stream;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where an engine runs.
 *
 * @param host the host's own name for itself
 * @param pid the process id there
 */
public record EngineProcess(String host, long pid) {

  /** This process. Asks the resolver for the host's name, which can take seconds: ask once. */
  public static EngineProcess current() {
    return new EngineProcess(hostName(), ProcessHandle.current().pid());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host whose own name does not resolve still runs an engine.
      return "unknown";
    }
  }
}
