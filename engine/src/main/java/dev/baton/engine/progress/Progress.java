package dev.baton.engine.progress;

import dev.baton.protocol.trail.SourcePosition;

/**
 * Where a stream stands: the last row of its applied log.
 *
 * @param seq the row's number
 * @param generation under which it was written
 * @param engine that wrote it
 * @param position up to which the source is applied
 * @param commitMicros commit time at the source of the last transaction applied, microseconds since
 *     1970
 */
public record Progress(
    long seq, long generation, String engine, SourcePosition position, long commitMicros) {}
