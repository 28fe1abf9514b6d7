/** Baton's own tables at each site, made and kept up to date by Flyway. */
package dev.baton.migration.schema;
