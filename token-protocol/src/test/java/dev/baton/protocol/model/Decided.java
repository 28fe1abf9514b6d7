package dev.baton.protocol.model;

/**
 * What is decided after reading the other stream's row and done later, when that row may have moved
 * on. The first three are N's, the others the operator's or N's for it.
 */
enum Decided {
  NOTHING,
  OFFER_SECOND,
  CUT_FIRST,
  CUT_SECOND,
  FORCE_FIRST,
  FORCE_SECOND,
  CLOSE_FIRST,
  RETURN_FIRST,
  RETURN_SECOND,
  WITHDRAW_SECOND;

  static final Decided[] ALL = values();

  private final String decides = "decides " + this;
  private final String does = "does " + this;

  String decides() {
    return decides;
  }

  String does() {
    return does;
  }

  int stream() {
    return switch (this) {
      case OFFER_SECOND, CUT_SECOND, FORCE_SECOND, RETURN_SECOND, WITHDRAW_SECOND -> 1;
      case NOTHING, CUT_FIRST, FORCE_FIRST, CLOSE_FIRST, RETURN_FIRST -> 0;
    };
  }

  boolean isOperators() {
    return switch (this) {
      case RETURN_FIRST, RETURN_SECOND, WITHDRAW_SECOND -> true;
      case NOTHING, OFFER_SECOND, CUT_FIRST, CUT_SECOND, FORCE_FIRST, FORCE_SECOND, CLOSE_FIRST ->
          false;
    };
  }
}
