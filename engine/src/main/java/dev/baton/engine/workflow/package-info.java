/**
 * Long work that survives its process: states, the tasks that work in them, what they may bring.
 */
package dev.baton.engine.workflow;
