package dev.baton.engine.jmx;

import dev.baton.engine.stream.EngineView;
import dev.baton.engine.stream.EngineView.SiteStatus;
import java.util.NoSuchElementException;

/** Answers for one site out of the engine's view. */
record SiteAttributes(EngineView view, String site) implements SiteMXBean {

  @Override
  public String getName() {
    return site;
  }

  @Override
  public String getType() {
    return status().type();
  }

  @Override
  public String getUrl() {
    return ShownUrl.of(status().url());
  }

  @Override
  public boolean isReachable() {
    return status().reachable();
  }

  @Override
  public int getConnections() {
    return status().connections();
  }

  @Override
  public int getMaxConnections() {
    return status().maxConnections();
  }

  private SiteStatus status() {
    return view.sites().stream()
        .filter(status -> status.name().equals(site))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "engine " + view.engineId() + " no longer knows site " + site));
  }
}
