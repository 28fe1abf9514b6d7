/** What a link needs at its sites: checked, shown, made and taken away again. */
package dev.baton.migration.provision;
