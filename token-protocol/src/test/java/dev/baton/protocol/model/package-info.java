/**
 * A model of a swap, searched through to the last state: two streams, two engines, a few commits,
 * and a crash, a lost session or an abort anywhere. It runs the product's own machine; all else is
 * reduced to what decides who may commit what.
 */
package dev.baton.protocol.model;
