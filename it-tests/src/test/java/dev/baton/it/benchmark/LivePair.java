package dev.baton.it.benchmark;

import dev.baton.it.site.PostgresSite;
import java.util.List;

/**
 * Two sites that somebody keeps level in both directions.
 *
 * @param contender who does, as the report calls it
 */
record LivePair(String contender, PostgresSite east, PostgresSite west) {

  List<PostgresSite> sites() {
    return List.of(east, west);
  }
}
