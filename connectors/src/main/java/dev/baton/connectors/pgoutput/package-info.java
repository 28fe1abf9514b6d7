/** Reads PostgreSQL's trail as its output plugin {@code pgoutput} writes it, without Debezium. */
package dev.baton.connectors.pgoutput;
