package dev.baton.protocol.token;

import dev.baton.protocol.trail.ActiveTransactions;
import dev.baton.protocol.trail.SourcePosition;

/**
 * A message of the protocol that travels with the data. A token asks; it never decides: whoever
 * acts on one locks the handover's row first and requires that it says the same. Lost, late,
 * repeated and forged tokens therefore cost time and nothing else.
 *
 * @param link the link's name, at most {@link TokenCodec#MOST_NAME_BYTES} bytes of UTF-8
 * @param stream the stream's name, as long at most
 * @param handover id of the handover
 * @param engine id of the issuing engine, as long at most
 * @param generation the generation the handover will give
 * @param sequence number of the token within its handover, from 1
 * @param purpose what it is for
 * @param position the issuer's source position when it was made; its own place in the trail is that
 *     of the transaction that carries it
 * @param list what was open at the source when it was made
 * @param issuedMillis when it was made, by the issuer's clock, milliseconds since 1970; for people,
 *     nothing is decided from it
 */
public record Token(
    String link,
    String stream,
    long handover,
    String engine,
    long generation,
    long sequence,
    Purpose purpose,
    SourcePosition position,
    ActiveTransactions list,
    long issuedMillis) {}
