/** The applied log and the ownership of a stream: progress, fence and audit in one row. */
package dev.baton.engine.progress;
