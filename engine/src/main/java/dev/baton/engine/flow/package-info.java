/** The hand-off between stages, and what is handed. */
package dev.baton.engine.flow;
