package dev.baton.connectors.postgresql;

import dev.baton.connectors.change.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table as the catalog of one PostgreSQL site describes it at one instant.
 *
 * @param oid the table's number in this database
 * @param owner the role that owns it
 * @param permanent false for unlogged tables, whose changes are in no audit trail
 * @param rowSecurity whether policies may hide rows from a role that is neither owner nor BYPASSRLS
 * @param partitionOf the partitioned table this one is a partition of
 * @param columns in the order of their numbers, without dropped ones
 * @param primaryKey its columns in the key's order; empty without one
 * @param identity what identifies a row in the audit trail
 * @param uniqueIndexes valid ones, the primary key's among them
 * @param exclusions whether an exclusion constraint keeps rows apart by other than equality
 * @param triggers the users' own, disabled ones too, and rules that apply to replicated rows
 * @param foreignKeys those this table declares
 * @param definition another one once the table was altered, and equal until then
 */
public record TableDescription(
    TableName name,
    long oid,
    Kind kind,
    String owner,
    boolean permanent,
    boolean rowSecurity,
    Optional<TableName> partitionOf,
    List<Column> columns,
    List<String> primaryKey,
    ReplicaIdentity identity,
    List<UniqueIndex> uniqueIndexes,
    boolean exclusions,
    List<Trigger> triggers,
    List<ForeignKey> foreignKeys,
    String definition) {

  public TableDescription {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueIndexes = List.copyOf(uniqueIndexes);
    triggers = List.copyOf(triggers);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /** The column of that name, exactly as the catalog has it. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** Whether rows are stored here or in its partitions and their changes reach the audit trail. */
  public boolean publishable() {
    return permanent && (kind == Kind.ORDINARY || kind == Kind.PARTITIONED);
  }

  /** What a relation is. */
  public enum Kind {
    ORDINARY,
    PARTITIONED,
    VIEW,
    MATERIALIZED_VIEW,
    FOREIGN
  }

  /**
   * A column.
   *
   * @param number its place in the catalog; has gaps where columns were dropped
   * @param typeSchema schema of its type
   * @param typeName name of its type as in {@code pg_type}: {@code int4}, {@code _text}
   * @param typeModifier length, precision and scale as the catalog packs them; -1 for none
   * @param sqlType the type as SQL writes it, with its schema where that is not pg_catalog: {@code
   *     numeric(10,2)}
   * @param typeParts {@code schema.name} of the type and of all that it is made of: a domain's
   *     base, an array's element, a range's bound, a composite's fields
   * @param hasDefault a default expression or an identity
   * @param sequence what its default or identity takes numbers from
   */
  public record Column(
      String name,
      int number,
      String typeSchema,
      String typeName,
      int typeModifier,
      String sqlType,
      List<String> typeParts,
      boolean notNull,
      Generated generated,
      Identity identity,
      boolean hasDefault,
      Optional<SequenceDescription> sequence) {
    public Column {
      typeParts = List.copyOf(typeParts);
    }
  }

  /** Whether a column is computed from others. */
  public enum Generated {
    NO,
    STORED,
    VIRTUAL
  }

  /** Whether a column is {@code GENERATED … AS IDENTITY}. */
  public enum Identity {
    NO,
    ALWAYS,
    BY_DEFAULT
  }

  /** What identifies a row in the audit trail. */
  public enum IdentityKind {
    DEFAULT,
    INDEX,
    FULL,
    NOTHING
  }

  /**
   * The replica identity.
   *
   * @param columns those of the key or index; all stored columns under FULL; empty where nothing
   *     identifies a row, and then the server refuses the applications' updates once published
   */
  public record ReplicaIdentity(IdentityKind kind, List<String> columns) {
    public ReplicaIdentity {
      columns = List.copyOf(columns);
    }

    /** Whether updates and deletes can be published. */
    public boolean usable() {
      return kind == IdentityKind.FULL || !columns.isEmpty();
    }
  }

  /**
   * A sequence that a column takes numbers from.
   *
   * @param start where it starts when restarted without a number
   * @param increment the step from one number to the next
   * @param readable whether the reading role may look at its present value
   */
  public record SequenceDescription(TableName name, long start, long increment, boolean readable) {}

  /**
   * A valid unique index.
   *
   * @param columns its key columns by name, in order; expressions are left out
   * @param immediate false when its constraint is deferrable
   * @param partial whether a predicate limits it to some rows
   * @param expressions whether some of its keys are expressions
   * @param nullsDistinct whether rows with nulls never collide
   * @param byText whether its columns are compared by the server's own operators under
   *     deterministic collations: where a type has one text for each value, values are equal when
   *     their texts are
   */
  public record UniqueIndex(
      String name,
      List<String> columns,
      boolean primary,
      boolean replicaIdentity,
      boolean immediate,
      boolean partial,
      boolean expressions,
      boolean nullsDistinct,
      boolean byText) {
    public UniqueIndex {
      columns = List.copyOf(columns);
    }
  }

  /** When a trigger fires. */
  public enum TriggerMode {
    /** In ordinary sessions, not where changes are applied in replica role. */
    ORIGIN,
    /** Only in replica role. */
    REPLICA,
    /** Everywhere. */
    ALWAYS,
    DISABLED
  }

  /** A trigger of the users' own. */
  public record Trigger(String name, TriggerMode mode) {}

  /**
   * A foreign key.
   *
   * @param columns here, in the order of {@code referencedColumns} there
   * @param writesChildren whether deleting or updating a parent changes rows of this table
   *     (CASCADE, SET NULL, SET DEFAULT)
   */
  public record ForeignKey(
      String name,
      List<String> columns,
      TableName referenced,
      List<String> referencedColumns,
      boolean writesChildren) {
    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
    }
  }
}
