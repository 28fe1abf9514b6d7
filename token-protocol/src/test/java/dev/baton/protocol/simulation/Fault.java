package dev.baton.protocol.simulation;

import dev.baton.protocol.handover.Step;

/**
 * What can go wrong. Crashes of a site hit the source of one stream and the target of the other.
 */
enum Fault {
  KILL_CURRENT,
  KILL_NEW,
  FREEZE_CURRENT,
  FREEZE_NEW,
  CRASH_FIRST_SITE,
  CRASH_SECOND_SITE,
  CUT_CONNECTION,
  LOSE_ANSWER,
  LOSE_TOKEN,
  DELAY_TOKEN,
  REPEAT_TOKEN,
  CORRUPT_TOKEN,
  JUMP_CLOCK,
  ABORT;

  static final Fault[] ALL = values();

  /** Whether it can hit while a row is in the step: a token is only lost where one is written. */
  boolean isPossibleIn(Step step) {
    return this != LOSE_TOKEN && this != DELAY_TOKEN || step == Step.TOKEN || step == Step.CUT;
  }

  /** Whether it waits for something to hit: a commit, a token. */
  boolean isArmed() {
    return this == LOSE_ANSWER || this == LOSE_TOKEN || this == DELAY_TOKEN;
  }
}
