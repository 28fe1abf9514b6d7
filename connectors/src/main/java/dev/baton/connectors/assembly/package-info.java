/** Where what readers find in a trail is put together into source transactions. */
package dev.baton.connectors.assembly;
