/** The new engine's side of a handover: a task for each step. */
package dev.baton.engine.swap.arriving;
