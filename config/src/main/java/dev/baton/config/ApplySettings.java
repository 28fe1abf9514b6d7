package dev.baton.config;

/**
 * How changes are applied.
 *
 * @param lanes connections that apply groups, at least 1
 * @param maxGroupTransactions source transactions in one group at the most
 * @param maxGroupBytes bytes of row changes in one group at the most
 */
public record ApplySettings(int lanes, int maxGroupTransactions, long maxGroupBytes) {}
