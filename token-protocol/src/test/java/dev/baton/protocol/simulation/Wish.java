package dev.baton.protocol.simulation;

/** What the operator wants at present. */
final class Wish {
  /** A swap to this engine under this id; -1 when none is to be begun. */
  int swapTo;

  long swapId;
  boolean abort;
  boolean giveBack;
  boolean withdraw;
  int swapsBegun;

  void reset() {
    swapTo = -1;
    swapId = 0;
    abort = false;
    giveBack = false;
    withdraw = false;
    swapsBegun = 0;
  }
}
