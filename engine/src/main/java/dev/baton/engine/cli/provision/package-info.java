/** Provisioning as a workflow: it goes on where an interrupted run was. */
package dev.baton.engine.cli.provision;
