/** The verb {@code swap}: starts the new engine and follows the handover. */
package dev.baton.engine.cli.swap;
