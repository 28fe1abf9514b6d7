/** Connections that apply groups. */
package dev.baton.engine.apply.lane;
