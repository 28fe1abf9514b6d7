package dev.baton.engine.cli.swap;

import dev.baton.engine.swap.SwapPicture;
import java.util.Optional;

/**
 * How a command on a swap ended.
 *
 * @param handedOver whether the new engine owns every stream and the former one has gone
 * @param swap the last look at it; empty where none was offered
 */
public record Outcome(boolean handedOver, Optional<SwapPicture> swap) {}
