/** What a site must offer, whatever database it is. */
package dev.baton.connectors.spi;
