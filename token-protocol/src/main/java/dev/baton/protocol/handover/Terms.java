package dev.baton.protocol.handover;

/**
 * What was asked for when the handover was offered; never changes.
 *
 * @param id of the handover; the same for every stream of the swap, larger than any before
 * @param stream the stream's name
 * @param from C, the engine that owns the stream
 * @param to N, the engine that is to own it
 * @param mode by asking or by force
 * @param cutForm how the cut finds its place; {@link CutForm#BOUNDARY} requires that N shares C's
 *     position
 * @param shadow whether digests are compared first
 * @param policy what happens at the deadline
 * @param confirmMillis for how long after its first commit N can still give the stream back
 */
public record Terms(
    long id,
    String stream,
    String from,
    String to,
    Mode mode,
    CutForm cutForm,
    boolean shadow,
    DeadlinePolicy policy,
    long confirmMillis) {}
