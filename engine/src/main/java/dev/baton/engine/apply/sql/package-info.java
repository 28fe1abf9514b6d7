/** The statements that make changes, rendered once for each table and run prepared. */
package dev.baton.engine.apply.sql;
