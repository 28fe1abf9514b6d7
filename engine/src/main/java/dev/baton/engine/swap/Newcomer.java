package dev.baton.engine.swap;

import dev.baton.config.Settings;

/**
 * The engine that is to take over.
 *
 * @param settings its own, under its own id
 * @param version of its program, for people
 * @param protocol the version of the protocol it speaks; 0 when it does not say
 */
public record Newcomer(Settings settings, String version, int protocol) {

  /** One that runs this program. */
  public static Newcomer ofThisProgram(Settings settings, String version) {
    return new Newcomer(settings, version, Agreement.PROTOCOL);
  }
}
