/** Shows the running engine to the outside: MBeans, metrics, health and status. */
package dev.baton.engine.jmx;
