/** How this program, or another release of it, is started again as a process of its own. */
package dev.baton.engine.cli.program;
