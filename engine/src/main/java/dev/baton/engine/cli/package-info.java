/** The command line: one class for each verb, and what they share. */
package dev.baton.engine.cli;
