/** PostgreSQL as a site: its names, connections, catalog and audit trail. */
package dev.baton.connectors.postgresql;
