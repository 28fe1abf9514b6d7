package dev.baton.engine.progress;

import dev.baton.protocol.trail.SourcePosition;

/**
 * What an apply transaction writes into the applied log.
 *
 * @param position up to which the source is applied once it commits
 * @param commitMicros commit time at the source of its last transaction, microseconds since 1970
 * @param transactions source transactions in it
 * @param rows row changes read for it
 */
public record AppliedRow(SourcePosition position, long commitMicros, int transactions, long rows) {}
