/** Tokens: what they say, their signed wire format, and who is not to be believed. */
package dev.baton.protocol.token;
