/**
 * The settings of a link: records, read from one YAML file. Every problem of a file is reported at
 * once; nothing is touched before all of it is sound.
 */
package dev.baton.config;
