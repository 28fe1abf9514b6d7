/** The handover of streams between engines: both engines' sides, their rows, and the way back. */
package dev.baton.engine.swap;
