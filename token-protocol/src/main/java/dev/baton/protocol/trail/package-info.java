/** Points in an audit trail, and the transactions open at one. */
package dev.baton.protocol.trail;
