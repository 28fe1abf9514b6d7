/** What all readers built on Debezium Embedded share, whatever database they read. */
package dev.baton.connectors.debezium;
