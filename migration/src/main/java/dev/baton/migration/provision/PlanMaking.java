package dev.baton.migration.provision;

import dev.baton.config.Settings;
import dev.baton.config.StreamName;
import dev.baton.connectors.postgresql.LinkNames;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.migration.provision.SitePicture.Role;
import dev.baton.migration.schema.BatonSchema;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Says what is missing at the sites, in the order in which it has to be made: first what both sites
 * need, then the slots, and last the progress that starts from them.
 */
final class PlanMaking {
  private final Settings settings;
  private final Map<String, SitePicture> sites;
  private final LinkTables tables;
  private final Map<Part, List<Step>> parts = new EnumMap<>(Part.class);
  private List<Step> steps = new ArrayList<>();

  private PlanMaking(Settings settings, Map<String, SitePicture> sites, LinkTables tables) {
    this.settings = settings;
    this.sites = sites;
    this.tables = tables;
  }

  static Map<Part, List<Step>> steps(
      Settings settings, Map<String, SitePicture> sites, LinkTables tables) {
    PlanMaking making = new PlanMaking(settings, sites, tables);
    for (Part part : Part.values()) {
      making.steps = new ArrayList<>();
      making.plan(part);
      making.parts.put(part, making.steps);
    }
    return making.parts;
  }

  private void plan(Part part) {
    switch (part) {
      case ROLES -> sites.values().forEach(this::role);
      case SCHEMAS -> sites.values().forEach(this::schema);
      case GRANTS -> sites.values().forEach(this::grants);
      case PUBLICATIONS -> sites.values().forEach(this::publication);
      case SLOTS -> settings.replicate().streams().forEach(this::slot);
      case PROGRESS -> settings.replicate().streams().forEach(this::progress);
    }
  }

  private void role(SitePicture site) {
    Role role = site.role();
    String name = SqlText.identifier(role.name());
    if (!role.exists()) {
      steps.add(new Step.Run(site.name(), "CREATE ROLE " + name + " LOGIN REPLICATION"));
      steps.add(new Step.SetPassword(site.name(), name));
    } else if (!role.superuser() && !(role.login() && role.replication())) {
      steps.add(new Step.Run(site.name(), "ALTER ROLE " + name + " LOGIN REPLICATION"));
    }
  }

  private void schema(SitePicture site) {
    int installed = site.own().schema();
    if (installed < BatonSchema.newest()) {
      steps.add(new Step.MigrateSchema(site.name(), BatonSchema.pending(installed)));
    }
    if (site.own().keyHash().isEmpty()) {
      steps.add(new Step.WriteLinkKey(site.name(), settings.link()));
    }
  }

  private void grants(SitePicture site) {
    if (RoleChecks.administered(site)) {
      for (Right right : site.role().missing()) {
        steps.add(new Step.Run(site.name(), right.grant()));
      }
    }
  }

  private void publication(SitePicture site) {
    boolean source =
        settings.replicate().streams().stream().anyMatch(s -> s.source().equals(site.name()));
    if (source) {
      steps.addAll(PublicationSteps.of(settings.link(), site, tables.readAt(site.name())));
    }
  }

  /** The publication has to be there first: decoding looks at it as it was at each change. */
  private void slot(StreamName stream) {
    String slot = slotOf(stream);
    if (!started(stream) && !sites.get(stream.source()).slots().containsKey(slot)) {
      steps.add(new Step.CreateSlot(stream.source(), slot));
    }
  }

  private void progress(StreamName stream) {
    if (!started(stream)) {
      steps.add(new Step.StartStream(stream.target(), stream, slotOf(stream)));
    }
  }

  private boolean started(StreamName stream) {
    return sites.get(stream.target()).own().streams().containsKey(stream.toString());
  }

  private String slotOf(StreamName stream) {
    return LinkNames.slot(settings.link(), settings.engine().id(), stream.source());
  }
}
