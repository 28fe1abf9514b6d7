package dev.baton.it.workload;

import dev.baton.it.link.LinkFixture;

/** A provisioned link that replicates the small TPC-B tables, with a heartbeat each second. */
public final class TpcbLink {
  private TpcbLink() {}

  /** The caller closes it. */
  public static LinkFixture start() {
    LinkFixture link = LinkFixture.start(TpcbSchema.TABLES);
    try {
      link.sites().forEach(TpcbSchema.SMALL::create);
      return link.configure(settings -> settings.withEngineKey("heartbeat-interval", "1s"))
          .provision();
    } catch (RuntimeException | AssertionError e) {
      link.close();
      throw e;
    }
  }
}
