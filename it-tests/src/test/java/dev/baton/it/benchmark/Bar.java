package dev.baton.it.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What ratio is asked for.
 *
 * @param most at the most
 * @param goal better than needed, where one is set
 */
record Bar(double most, OptionalDouble goal) {

  Bar(double most, double goal) {
    this(most, OptionalDouble.of(goal));
  }

  /** One without a goal beyond it. */
  static Bar alone(double most) {
    return new Bar(most, OptionalDouble.empty());
  }

  /** What a report says of a ratio. */
  Map<String, Object> judge(double ratio) {
    Map<String, Object> judged = new LinkedHashMap<>();
    judged.put("ratio", ratio);
    judged.put("bar", most);
    judged.put("withinBar", ratio <= most);
    goal.ifPresent(
        better -> {
          judged.put("goal", better);
          judged.put("withinGoal", ratio <= better);
        });
    return judged;
  }
}
