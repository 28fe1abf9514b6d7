package dev.baton.engine.cli.swap;

import dev.baton.engine.swap.SwapPicture;
import java.util.Optional;

/**
 * How a command on a swap ended.
 *
 * @param achieved whether what was asked for is so
 * @param swap the last look at it; empty where none was offered
 */
public record Outcome(boolean achieved, Optional<SwapPicture> swap) {}
