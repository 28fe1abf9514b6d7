/** Maps what is read at the source to where it goes at the target. */
package dev.baton.engine.route;
