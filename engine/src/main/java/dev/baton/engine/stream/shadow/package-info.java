/** What an engine makes of source transactions, as digests that another engine's are held to. */
package dev.baton.engine.stream.shadow;
