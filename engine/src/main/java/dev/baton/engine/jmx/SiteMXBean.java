package dev.baton.engine.jmx;

import static dev.baton.engine.jmx.Described.LAST_LOOK;
import static dev.baton.engine.jmx.Described.NOW;

/** One site, as {@code dev.baton:type=Site,link=…,site=…}. Getters answer from memory. */
@Described("One database of a link, as the engine reaches it")
public interface SiteMXBean {

  @Described(value = "The site's name", unit = "name", staleness = NOW)
  String getName();

  @Described(value = "The kind of database", unit = "name", staleness = NOW)
  String getType();

  @Described(
      value = "Where it is, without user, password or properties",
      unit = "JDBC URL",
      staleness = NOW)
  String getUrl();

  @Described(
      value = "Whether the site answered when last asked",
      unit = "true or false",
      staleness = LAST_LOOK)
  boolean isReachable();

  @Described(value = "Open connections of this engine", unit = "connections", staleness = NOW)
  int getConnections();

  @Described(
      value = "The bound on connections of this engine",
      unit = "connections",
      staleness = NOW)
  int getMaxConnections();
}
