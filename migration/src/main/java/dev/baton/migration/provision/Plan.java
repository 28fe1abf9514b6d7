package dev.baton.migration.provision;

import dev.baton.migration.provision.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What provisioning would do, or why it would not. */
public final class Plan {
  private final List<Finding> findings;
  private final List<Step> steps;
  private final List<String> notes;

  Plan(List<Finding> findings, List<Step> steps, List<String> notes) {
    this.findings = List.copyOf(findings);
    this.steps = List.copyOf(steps);
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
    return steps.isEmpty();
  }

  /** The SQL by site, in the order in which it runs there; passwords and keys are masked. */
  public Map<String, List<String>> sql() {
    Map<String, List<String>> bySite = new LinkedHashMap<>();
    for (Step step : steps) {
      bySite.computeIfAbsent(step.site(), unseen -> new ArrayList<>()).add(step.sql());
    }
    return bySite;
  }

  List<Step> steps() {
    return steps;
  }

  private List<Finding> of(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).toList();
  }
}
