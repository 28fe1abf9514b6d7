/** Packs source transactions into groups and applies them in source order. */
package dev.baton.engine.apply;
