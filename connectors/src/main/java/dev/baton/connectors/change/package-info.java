/**
 * Source transactions and their row changes, as every reader delivers them and every lane applies
 * them.
 */
package dev.baton.connectors.change;
