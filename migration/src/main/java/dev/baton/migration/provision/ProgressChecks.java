package dev.baton.migration.provision;

import dev.baton.config.StreamName;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.provision.SitePicture.Slot;
import dev.baton.migration.provision.SitePicture.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that what an earlier provisioning left still fits together: progress, slot, source and
 * key. A slot that progress depends on is never made anew, for the changes in between would be
 * lost.
 */
final class ProgressChecks {
  private ProgressChecks() {}

  static List<Finding> of(StreamName stream, SitePicture source, SitePicture target) {
    List<Finding> findings = new ArrayList<>();
    Optional<Stream> row = Optional.ofNullable(target.own().streams().get(stream.toString()));
    boolean progress = target.own().lastSeq().containsKey(stream.toString());
    if (row.isPresent() != progress) {
      findings.add(
          Finding.blocker(
              ErrorCode.REFUSED,
              "stream %s has %s at site %s, though both are written together"
                  .formatted(
                      stream,
                      progress ? "progress but no owner row" : "an owner row but no progress",
                      target.name()),
              "run 'baton deprovision -c FILE', then 'baton provision -c FILE' and 'baton load'"));
    }
    if (row.isEmpty()) {
      return findings;
    }
    Stream stored = row.get();
    SitePicture.Server server = source.server();
    if (!stored.sourceSystem().equals(server.system())
        || stored.sourceTimeline() != server.timeline()
        || !stored.sourceDatabase().equals(server.database())) {
      findings.add(
          Finding.blocker(
              ErrorCode.SOURCE_CHANGED,
              "progress of stream %s speaks of server %s, timeline %d, database %s, and site %s is server %s, timeline %d, database %s"
                  .formatted(
                      stream,
                      stored.sourceSystem(),
                      stored.sourceTimeline(),
                      stored.sourceDatabase(),
                      source.name(),
                      server.system(),
                      server.timeline(),
                      server.database()),
              "run 'baton deprovision -c FILE', then 'baton provision -c FILE' and 'baton load --from %s'"
                  .formatted(source.name())));
    }
    Optional<Slot> slot = Optional.ofNullable(source.slots().get(stored.slot()));
    if (slot.isEmpty() || slot.get().lost()) {
      findings.add(
          Finding.blocker(
              ErrorCode.SLOT_LOST,
              "slot %s at site %s %s; changes since stream %s last applied may be gone"
                  .formatted(
                      stored.slot(),
                      source.name(),
                      slot.isEmpty() ? "no longer exists" : "was invalidated by the server",
                      stream),
              "run 'baton deprovision -c FILE', then 'baton provision -c FILE' and 'baton load --from %s'"
                  .formatted(source.name())));
    }
    return findings;
  }

  static List<Finding> key(SitePicture one, SitePicture other) {
    Optional<String> here = one.own().keyHash();
    Optional<String> there = other.own().keyHash();
    if (here.isPresent() && there.isPresent() && !here.equals(there)) {
      return List.of(
          Finding.blocker(
              ErrorCode.REFUSED,
              "the link's key differs between sites %s and %s: they were provisioned apart"
                  .formatted(one.name(), other.name()),
              "run 'baton deprovision -c FILE', then 'baton provision -c FILE'"));
    }
    return List.of();
  }
}
