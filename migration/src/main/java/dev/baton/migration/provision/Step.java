package dev.baton.migration.provision;

import dev.baton.config.StreamName;

/** One thing that provisioning does at one site. */
sealed interface Step {

  /** The site where it happens. */
  String site();

  /** What it runs, as people may see it: without secrets. */
  String sql();

  /** Any single statement. */
  record Run(String site, String sql) implements Step {}

  /** Gives the engine's role the password of the settings. */
  record SetPassword(String site, String role) implements Step {
    @Override
    public String sql() {
      return "ALTER ROLE " + role + " PASSWORD '******'";
    }
  }

  /** Makes Baton's tables or brings them up to date. */
  record MigrateSchema(String site, String sql) implements Step {}

  /** Writes the link's key, the same at both sites. */
  record WriteLinkKey(String site, String link) implements Step {
    @Override
    public String sql() {
      return "INSERT INTO baton.link_key (link, key) VALUES ('" + link + "', '******')";
    }
  }

  /** Makes the slot from which a stream's progress starts. */
  record CreateSlot(String site, String slot) implements Step {
    @Override
    public String sql() {
      return "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')";
    }
  }

  /**
   * Writes a stream's ownership row and the first row of its applied log.
   *
   * @param site the stream's target
   */
  record StartStream(String site, StreamName stream, String slot) implements Step {
    @Override
    public String sql() {
      return """
      INSERT INTO baton.stream (stream, source_site, target_site, source_system, source_timeline, source_database, slot)
        VALUES ('%1$s', '%2$s', '%3$s', <system identifier, timeline and database of %2$s>, '%4$s');
      INSERT INTO baton.applied (stream, seq, generation, engine, source_position, source_commit_time, transactions, rows, taken)
        VALUES ('%1$s', 1, 0, '', <confirmed_flush_lsn of %4$s>, now(), 0, 0, true)"""
          .formatted(stream, stream.source(), stream.target(), slot);
    }
  }
}
