package dev.baton.migration.provision;

import dev.baton.migration.provision.Finding.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What provisioning would do, or why it would not. */
public final class Plan {
  private final List<Finding> findings;
  private final Map<Part, List<Step>> steps;
  private final List<String> notes;

  Plan(List<Finding> findings, Map<Part, List<Step>> steps, List<String> notes) {
    this.findings = List.copyOf(findings);
    this.steps = new EnumMap<>(Part.class);
    steps.forEach((part, all) -> this.steps.put(part, List.copyOf(all)));
    this.notes = List.copyOf(notes);
  }

  /** What has to be mended first; while there is any, nothing is touched. */
  public List<Finding> blockers() {
    return of(Severity.BLOCKER);
  }

  /** What the operator should know, though it works. */
  public List<Finding> warnings() {
    return of(Severity.WARNING);
  }

  /** Plain sentences on what is left out and why. */
  public List<String> notes() {
    return notes;
  }

  /** Whether all that the link needs is there already. */
  public boolean nothingToDo() {
    return steps.values().stream().allMatch(List::isEmpty);
  }

  /** The SQL by site, in the order in which it runs there; passwords and keys are masked. */
  public Map<String, List<String>> sql() {
    Map<String, List<String>> bySite = new LinkedHashMap<>();
    steps.values().stream()
        .flatMap(List::stream)
        .forEach(
            step ->
                bySite.computeIfAbsent(step.site(), unseen -> new ArrayList<>()).add(step.sql()));
    return bySite;
  }

  List<Step> steps(Part part) {
    return steps.getOrDefault(part, List.of());
  }

  private List<Finding> of(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).toList();
  }
}
