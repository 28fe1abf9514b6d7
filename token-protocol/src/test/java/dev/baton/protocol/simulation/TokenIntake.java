package dev.baton.protocol.simulation;

import dev.baton.protocol.token.Token;
import dev.baton.protocol.token.TokenGuard;
import java.util.Optional;

/** Takes a token out of a trail through the process's guard, which expects what the row says. */
final class TokenIntake {
  private TokenIntake() {}

  static Optional<Token> admit(World world, EngineProcess process, int stream, int record) {
    Site target = world.target(stream);
    if (!target.hasRow()) {
      return Optional.empty();
    }
    StreamPart part = process.parts[stream];
    if (!part.hasGuard) {
      part.guard = new TokenGuard(TokenBox.CODEC, "shop", World.STREAM_NAMES.get(stream));
      part.hasGuard = true;
    }
    part.guard.expect(target.row().terms().id(), target.row().generation());
    int token = world.source(stream).trail.token[record];
    return part.guard.admit(world.tokens.bytes[token]);
  }
}
