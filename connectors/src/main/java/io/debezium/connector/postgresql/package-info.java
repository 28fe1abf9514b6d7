/**
 * What of Baton's must stand in Debezium's own package, for what it reads is visible only there.
 */
package io.debezium.connector.postgresql;
