/** Which groups must not be applied side by side. */
package dev.baton.engine.apply.hazard;
