/** The loop rule: which transactions of a trail are replicated work. */
package dev.baton.protocol.origin;
