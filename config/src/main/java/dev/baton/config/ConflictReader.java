package dev.baton.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code conflicts} section. */
final class ConflictReader {
  /** Adding up makes sense only for columns that are named, so only table by table. */
  private static final List<ConflictPolicy> FOR_ALL_TABLES =
      List.of(
          ConflictPolicy.LAST_WRITER_WINS,
          ConflictPolicy.SITE_PRIORITY,
          ConflictPolicy.KEEP_TARGET,
          ConflictPolicy.TAKE_SOURCE,
          ConflictPolicy.STOP);

  private static final String EXPECTED_COLUMNS = "expected a list of columns, like [ balance ]";

  private final Section section;
  private final TableRules rules;

  ConflictReader(Section section, TableRules rules) {
    this.section = section.allowing("default", "tables");
    this.rules = rules;
  }

  ConflictSettings read() {
    ConflictPolicy standard =
        section.choice("default", FOR_ALL_TABLES).orElse(ConflictPolicy.LAST_WRITER_WINS);
    Map<String, TableConflictSettings> tables = new LinkedHashMap<>();
    Section byTable = section.sectionOrEmpty("tables");
    for (String table : byTable.names()) {
      if (Names.table(table).isEmpty()) {
        byTable.problem(table, Names.EXPECTED_TABLE);
      } else if (!isReplicated(table)) {
        byTable.problem(table, "a table that replicate.tables does not include");
      }
      tables.put(table, ofTable(byTable.sectionOrEmpty(table).allowing("policy", "columns")));
    }
    return new ConflictSettings(standard, tables);
  }

  private static TableConflictSettings ofTable(Section table) {
    List<ConflictPolicy> all = List.of(ConflictPolicy.values());
    if (!table.has("policy")) {
      table.problem("policy", "missing; expected " + Words.either(Words.of(all)));
    }
    List<String> columns = new ArrayList<>();
    for (Text column : table.texts("columns", EXPECTED_COLUMNS)) {
      if (column.value().isEmpty() || columns.contains(column.value())) {
        table.problem(column, "expected every column once");
      }
      columns.add(column.value());
    }
    ConflictPolicy policy = table.choice("policy", all).orElse(ConflictPolicy.STOP);
    if (policy == ConflictPolicy.DELTA && !table.has("columns") || table.isEmptyList("columns")) {
      table.problem("columns", "missing; policy delta expects the columns it adds up");
    }
    if (policy != ConflictPolicy.DELTA && table.has("policy") && table.has("columns")) {
      table.problem("columns", "belongs to policy delta alone; expected none");
    }
    return new TableConflictSettings(policy, columns);
  }

  /** Without any table to replicate, that alone is reported. */
  private boolean isReplicated(String table) {
    int dot = table.indexOf('.');
    return rules.include().isEmpty()
        || rules.includes(table.substring(0, dot), table.substring(dot + 1))
        || rules.renames().containsValue(table);
  }
}
