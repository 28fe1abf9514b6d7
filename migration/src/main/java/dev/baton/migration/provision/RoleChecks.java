package dev.baton.migration.provision;

import dev.baton.connectors.change.TableName;
import dev.baton.connectors.postgresql.SqlText;
import dev.baton.connectors.postgresql.TableDescription;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.migration.provision.SitePicture.Role;
import dev.baton.migration.provision.SitePicture.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the engine's role and what provisioning itself may do; names each missing grant.
 *
 * <p>With an administrator at hand what is missing becomes a step; without one it is a blocker.
 */
final class RoleChecks {
  private final SitePicture site;
  private final List<Finding> findings = new ArrayList<>();

  private RoleChecks(SitePicture site) {
    this.site = site;
  }

  static List<Finding> of(SitePicture site, LinkTables tables) {
    RoleChecks checks = new RoleChecks(site);
    checks.role();
    checks.ownership(tables.readAt(site.name()));
    checks.rowSecurity(tables.writtenAt(site.name()));
    return checks.findings;
  }

  /** Whether provisioning connects as somebody else than the engine and may give it rights. */
  static boolean administered(SitePicture site) {
    return !site.server().user().equals(site.role().name());
  }

  private void role() {
    Role role = site.role();
    if (role.superuser()) {
      findings.add(
          Finding.warning(
              ErrorCode.REFUSED,
              "role %s at site %s is a superuser".formatted(role.name(), site.name()),
              "a role with LOGIN REPLICATION and the grants of 'baton provision --dry-run' is enough"));
      return;
    }
    if (administered(site)) {
      return;
    }
    String who = "role %s at site %s".formatted(role.name(), site.name());
    if (!role.replication()) {
      missing(
          who,
          "the attribute REPLICATION",
          "ALTER ROLE " + SqlText.identifier(role.name()) + " REPLICATION");
    }
    for (Right right : role.missing()) {
      // What this very connection is about to make is its own.
      if (site.own().schema() > 0 || !right.what().contains("schema baton")) {
        missing(who, right.what(), right.grant());
      }
    }
  }

  private void missing(String who, String what, String grant) {
    findings.add(
        Finding.blocker(
            ErrorCode.MISSING_GRANT,
            who + " lacks " + what,
            "run as an administrator: %s; or give sites.%s.admin-user"
                .formatted(grant, site.name())));
  }

  private void ownership(List<TableDescription> tables) {
    Server server = site.server();
    for (TableDescription table : tables) {
      boolean published =
          site.publication().map(p -> p.tables().contains(table.name())).orElse(false);
      if (!published && !server.superuser() && !server.usersRoles().contains(table.owner())) {
        findings.add(
            Finding.blocker(
                ErrorCode.MISSING_GRANT,
                "table %s at site %s belongs to %s and only its owner can publish it, not %s"
                    .formatted(table.name(), site.name(), table.owner(), server.user()),
                "give the owner or a superuser in sites.%s.admin-user".formatted(site.name())));
      }
    }
  }

  private void rowSecurity(List<TableDescription> tables) {
    Role role = site.role();
    if (role.superuser() || role.bypassesRowSecurity()) {
      return;
    }
    Optional<TableName> hidden =
        tables.stream()
            .filter(table -> table.rowSecurity() && !table.owner().equals(role.name()))
            .map(TableDescription::name)
            .findFirst();
    hidden.ifPresent(
        table ->
            findings.add(
                Finding.blocker(
                    ErrorCode.NOT_REPLICABLE,
                    "row security on %s at site %s hides rows from role %s"
                        .formatted(table, site.name(), role.name()),
                    "run there as a superuser: ALTER ROLE %s BYPASSRLS"
                        .formatted(SqlText.identifier(role.name())))));
  }
}
