package dev.baton.engine.cli.demo;

import java.time.Duration;

/**
 * How the demo is to run.
 *
 * @param traffic how long the applications write
 * @param portBase the port of the first server, the second's is one more; 0 for free ones
 * @param rate transactions a second at each site
 * @param keep leave servers and engine running afterwards, until interrupted
 */
public record DemoOptions(Duration traffic, int portBase, int rate, boolean keep) {}
