/** The current engine's side of a handover. */
package dev.baton.engine.swap.leaving;
