/** What people read: tables, figures with units, and whether it is a terminal they read on. */
package dev.baton.engine.cli.text;
