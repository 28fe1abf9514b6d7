/** Drops what replication itself wrote, so that nothing is sent back. */
package dev.baton.engine.loopfilter;
