/**
 * Compares both sites of a link while applications write to them, and makes one equal to the other
 * where they differ. The hashes are computed in the databases; start reading at {@link
 * dev.baton.migration.verify.Verification}.
 */
package dev.baton.migration.verify;
