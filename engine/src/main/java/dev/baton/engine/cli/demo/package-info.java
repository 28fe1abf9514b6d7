/**
 * The demo, and what it is made of: embedded sites, a bank on them, applications that write, an
 * engine as a process of its own, and the check of what was acknowledged. Tests reuse the parts.
 */
package dev.baton.engine.cli.demo;
