/**
 * The handover of a stream as a pure state machine: a row and an event in, the next row and its
 * effects out. No I/O, no clock, no threads.
 */
package dev.baton.protocol.handover;
