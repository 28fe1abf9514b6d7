package dev.baton.it.workload;

/** Names one transaction of the traffic: the n-th of a writer at a site. */
public record WriteId(String site, int writer, long n) {}
