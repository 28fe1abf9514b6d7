/** Tokens as they come through a trail: told from forgeries, kept for the swap, counted. */
package dev.baton.engine.swap.token;
