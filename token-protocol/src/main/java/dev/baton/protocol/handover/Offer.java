package dev.baton.protocol.handover;

/**
 * N's offer to take a stream.
 *
 * @param terms what is asked for
 * @param owner the stream's owner by its ownership row, locked
 * @param streamGeneration its generation
 * @param deadlineMillis by when the first stream should be cut, milliseconds since 1970
 * @param link the rows of this swap that exist
 * @param atMillis when, by N's clock
 */
public record Offer(
    Terms terms,
    String owner,
    long streamGeneration,
    long deadlineMillis,
    LinkRows link,
    long atMillis) {}
