/** Watches and steers a running engine through Baton's tables at the sites, from any machine. */
package dev.baton.engine.cli.control;
