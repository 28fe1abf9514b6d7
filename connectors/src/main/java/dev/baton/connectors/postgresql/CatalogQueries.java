package dev.baton.connectors.postgresql;

/** The SQL that reads a catalog, in the order in which {@link Catalog} takes the answers. */
final class CatalogQueries {

  private static final String USERS_RELATIONS =
      "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_'"
          + " AND n.nspname <> 'information_schema'";

  static final String TYPES =
      """
      WITH RECURSIVE part(root, type) AS (
        SELECT DISTINCT a.atttypid, a.atttypid
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE a.attnum > 0 AND NOT a.attisdropped AND %s
        UNION
        SELECT p.root, inner_type.type
          FROM part p
          JOIN pg_catalog.pg_type t ON t.oid = p.type
          CROSS JOIN LATERAL (
            SELECT t.typbasetype WHERE t.typtype = 'd'
            UNION ALL
            SELECT t.typelem WHERE t.typcategory = 'A' AND t.typelem <> 0
            UNION ALL
            SELECT r.rngsubtype FROM pg_catalog.pg_range r
             WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
            UNION ALL
            SELECT f.atttypid FROM pg_catalog.pg_attribute f
             WHERE t.typtype = 'c' AND f.attrelid = t.typrelid
               AND f.attnum > 0 AND NOT f.attisdropped
          ) inner_type(type)
      )
      SELECT p.root, array_agg(n.nspname || '.' || t.typname ORDER BY t.oid)
        FROM part p
        JOIN pg_catalog.pg_type t ON t.oid = p.type
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       GROUP BY p.root
      """
          .formatted(USERS_RELATIONS);

  static final String SEQUENCES =
      """
      SELECT u.relation, u.number, n.nspname, s.relname, q.seqstart, q.seqincrement,
             has_sequence_privilege(s.oid, 'SELECT')
               AND has_schema_privilege(n.oid, 'USAGE')
        FROM (
          SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS number
            FROM pg_catalog.pg_depend d
           WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
             AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
          UNION
          SELECT d.refobjid, f.adrelid, f.adnum
            FROM pg_catalog.pg_depend d
            JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
           WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass
             AND d.refclassid = 'pg_catalog.pg_class'::regclass
        ) u
        JOIN pg_catalog.pg_sequence q ON q.seqrelid = u.sequence
        JOIN pg_catalog.pg_class s ON s.oid = u.sequence
        JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
      """;

  static final String COLUMNS =
      """
      SELECT a.attrelid, a.attname, a.attnum, tn.nspname, t.typname, a.atttypmod,
             format_type(a.atttypid, a.atttypmod), a.atttypid, a.attnotnull,
             a.attgenerated::text, a.attidentity::text, a.atthasdef
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
       WHERE a.attnum > 0 AND NOT a.attisdropped AND %s
       ORDER BY a.attrelid, a.attnum
      """
          .formatted(USERS_RELATIONS);

  // nulls-not-distinct came with PostgreSQL 15: read by name, absent before.
  static final String UNIQUE_INDEXES =
      """
      SELECT i.indrelid, ic.relname, i.indisprimary, i.indisreplident, i.indimmediate,
             i.indpred IS NOT NULL, i.indexprs IS NOT NULL,
             coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false') = 'false',
             array(SELECT a.attname::text
                     FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
                     JOIN pg_catalog.pg_attribute a
                       ON a.attrelid = i.indrelid AND a.attnum = k.number
                    WHERE k.place <= i.indnkeyatts
                    ORDER BY k.place),
             NOT i.indisexclusion AND NOT EXISTS (
               SELECT FROM unnest(i.indcollation::oid[]) AS l(oid)
                 JOIN pg_catalog.pg_collation o ON o.oid = l.oid
                WHERE NOT o.collisdeterministic)
             AND NOT EXISTS (
               SELECT FROM unnest(i.indclass::oid[]) AS l(oid)
                 JOIN pg_catalog.pg_opclass o ON o.oid = l.oid
                WHERE o.opcnamespace <> 'pg_catalog'::regnamespace)
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE i.indisunique AND i.indisvalid AND %s
       ORDER BY i.indrelid, ic.relname
      """
          .formatted(USERS_RELATIONS);

  static final String TRIGGERS =
      """
      SELECT t.tgrelid, t.tgname, t.tgenabled::text
        FROM pg_catalog.pg_trigger t
       WHERE NOT t.tgisinternal
      UNION ALL
      -- Rules that do something for replicated rows too are triggers in all that matters here.
      SELECT w.ev_class, w.rulename, w.ev_enabled::text
        FROM pg_catalog.pg_rewrite w
       WHERE w.ev_type <> '1' AND w.ev_enabled IN ('A', 'R')
       ORDER BY 1, 2
      """;

  static final String FOREIGN_KEYS =
      """
      SELECT k.conrelid, k.conname, rn.nspname, r.relname,
             k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd'),
             array(SELECT a.attname::text
                     FROM unnest(k.conkey) WITH ORDINALITY AS u(number, place)
                     JOIN pg_catalog.pg_attribute a
                       ON a.attrelid = k.conrelid AND a.attnum = u.number
                    ORDER BY u.place),
             array(SELECT a.attname::text
                     FROM unnest(k.confkey) WITH ORDINALITY AS u(number, place)
                     JOIN pg_catalog.pg_attribute a
                       ON a.attrelid = k.confrelid AND a.attnum = u.number
                    ORDER BY u.place)
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
        JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
       WHERE k.contype = 'f'
       ORDER BY k.conrelid, k.conname
      """;

  /**
   * Of a table, as {@code c} has its number: which transactions wrote what the catalog says of it.
   * VACUUM and ANALYZE write that in place, without a trace here.
   */
  static final String DEFINITION =
      """
      coalesce((SELECT sum(hashtextextended(w.part, 0))
         FROM (SELECT concat('table ', k.xmin, k.relreplident) AS part
                 FROM pg_catalog.pg_class k WHERE k.oid = c.oid
               UNION ALL
               SELECT concat('column ', a.attnum, ' ', a.xmin)
                 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
               UNION ALL
               SELECT concat('index ', i.indexrelid, ' ', i.xmin)
                 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid
               UNION ALL
               SELECT concat('trigger ', t.oid, ' ', t.xmin)
                 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid) w), 0)::text
      """;

  /** The definition of the table with a number, as {@link #RELATIONS} has it. */
  static final String DEFINITION_OF =
      "SELECT " + DEFINITION + " FROM pg_catalog.pg_class c WHERE c.oid = ?";

  static final String RELATIONS =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text,
             c.relreplident::text, c.relrowsecurity, pg_get_userbyid(c.relowner),
             pn.nspname, p.relname, %s,
             EXISTS (SELECT FROM pg_catalog.pg_index x
                      WHERE x.indrelid = c.oid AND x.indisexclusion)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
        LEFT JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
        LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
       WHERE %s
       ORDER BY n.nspname, c.relname
      """
          .formatted(DEFINITION, USERS_RELATIONS);

  /** All of it as one request: the driver sends the statements together. */
  static final String ALL =
      String.join(
          ";", TYPES, SEQUENCES, COLUMNS, UNIQUE_INDEXES, TRIGGERS, FOREIGN_KEYS, RELATIONS);

  private CatalogQueries() {}
}
