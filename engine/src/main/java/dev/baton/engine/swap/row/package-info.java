/**
 * The rows of handovers: how they are stored, moved under their lock, and read for a whole link.
 */
package dev.baton.engine.swap.row;
