package dev.baton.engine.jmx;

import dev.baton.config.EndpointSettings;
import dev.baton.config.EngineSettings;
import dev.baton.connectors.spi.BatonException;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Tries whether an engine could open its endpoints on this host, and leaves them closed. */
public final class FreePorts {
  private FreePorts() {}

  /**
   * Why it could not, a sentence for each endpoint; empty when it could.
   *
   * @param mayBeInUse whether a port that is in use is no reason: the engine that it shares its
   *     settings with leaves it
   */
  public static List<String> problems(EngineSettings engine, boolean mayBeInUse) {
    List<String> problems = new ArrayList<>();
    engine.jmx().ifPresent(jmx -> check("jmx", jmx, mayBeInUse, problems));
    engine.http().ifPresent(http -> check("http", http, mayBeInUse, problems));
    return List.copyOf(problems);
  }

  /** Whether an endpoint could not be opened because somebody else has its port. */
  public static boolean isInUse(BatonException refusal) {
    // The same class tells of an address that is not this host's, and of a port not allowed.
    return refusal.getCause() instanceof BindException bind
        && String.valueOf(bind.getMessage()).contains("in use");
  }

  private static void check(
      String endpoint, EndpointSettings settings, boolean mayBeInUse, List<String> problems) {
    try {
      ListeningAddress listening = ListeningAddress.of(endpoint, settings);
      try (ServerSocket tried = new ServerSocket()) {
        tried.bind(listening.address());
      } catch (IOException e) {
        BatonException problem = listening.cannotListen(endpoint, e);
        if (!mayBeInUse || !isInUse(problem)) {
          problems.add(problem.getMessage());
        }
      }
    } catch (BatonException e) {
      problems.add(e.getMessage());
    }
  }
}
