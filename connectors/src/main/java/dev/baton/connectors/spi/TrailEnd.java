package dev.baton.connectors.spi;

import dev.baton.protocol.trail.SourcePosition;

/**
 * Where a trail ends and how much of it a slot holds back, at one instant.
 *
 * @param end the trail's end
 * @param confirmed what the slot has been told is durable at the target
 * @param retainedBytes trail the server keeps for the slot, bytes
 */
public record TrailEnd(SourcePosition end, SourcePosition confirmed, long retainedBytes) {}
