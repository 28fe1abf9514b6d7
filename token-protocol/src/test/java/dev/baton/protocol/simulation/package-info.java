/**
 * A deterministic world in which the protocol is tried: two sites, two streams, engines that crash,
 * freeze and come back, tokens that go astray, clocks that jump. It runs the product's own machine
 * and order rule; everything else (databases, trails, slots, sessions) is the simplest thing that
 * behaves as badly as the real one.
 */
package dev.baton.protocol.simulation;
