package dev.baton.engine.apply.lane;

/**
 * A group with its number in the applied log.
 *
 * @param after the number of the last group before it that it must not be applied beside; 0 for
 *     none
 */
public record Numbered(long seq, Group group, long after) {}
