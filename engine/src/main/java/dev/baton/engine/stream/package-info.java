/** Wires the stages of a stream and owns their lifecycle; alone sees them all. */
package dev.baton.engine.stream;
