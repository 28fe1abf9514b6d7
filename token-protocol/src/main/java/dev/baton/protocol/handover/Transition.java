package dev.baton.protocol.handover;

/**
 * One line of the protocol.
 *
 * @param from step in which the event may come
 * @param on the event
 * @param when what else must hold for this line to be the one
 * @param to step after it
 * @param actor who brings the event
 * @param then what happens then, in words
 */
public record Transition(Step from, EventKind on, When when, Step to, Actor actor, String then) {}
