package dev.baton.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is refused when a workflow is put together, before anything runs on it. */
class CourseTest {

  enum Place {
    PORT,
    SEA,
    ISLAND
  }

  enum Wind {
    FAIR,
    FOUL
  }

  private static final Transition<Place, Wind> OUT =
      new Transition<>(Place.PORT, Wind.FAIR, Place.SEA);
  private static final Transition<Place, Wind> LAND =
      new Transition<>(Place.SEA, Wind.FAIR, Place.ISLAND);

  @Test
  void aCourseKnowsWhereAnEventLeads() {
    Course<Place, Wind> course = course(OUT, LAND);

    assertThat(course.next(Place.SEA, Wind.FAIR)).contains(Place.ISLAND);
    assertThat(course.next(Place.SEA, Wind.FOUL)).isEmpty();
    assertThat(course.isEnd(Place.ISLAND)).isTrue();
  }

  @Test
  void twoTransitionsForOneEventAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> course(OUT, LAND, new Transition<>(Place.SEA, Wind.FAIR, Place.PORT)))
        .withMessage("two transitions of SEA on FAIR");
  }

  @Test
  void aStateThatCannotBeReachedIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> course(LAND))
        .withMessage("no way from PORT to [SEA, ISLAND]");
  }

  @Test
  void aStateWithoutAWayToAnEndIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> course(OUT, new Transition<>(Place.PORT, Wind.FOUL, Place.ISLAND)))
        .withMessage("no way to an end from [SEA]");
  }

  @Test
  void aTransitionOutOfAnEndIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> course(OUT, LAND, new Transition<>(Place.ISLAND, Wind.FAIR, Place.SEA)))
        .withMessage("ISLAND is an end, and ISLAND -FAIR-> SEA leaves it");
  }

  @Test
  void twoTasksForOneStateAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tasks(new Sailing(Place.SEA, Wind.FAIR), new Sailing(Place.SEA)))
        .withMessage("Sailing and Sailing both work in SEA");
  }

  @Test
  void tasksMustFitTheCourse() {
    Sailing out = new Sailing(Place.PORT, Wind.FAIR);
    Sailing land = new Sailing(Place.SEA, Wind.FAIR);

    workflow(out, land);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> workflow(out))
        .withMessage("no task works in SEA");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> workflow(out, land, new Sailing(Place.ISLAND, Wind.FAIR)))
        .withMessage("a task works in the end ISLAND");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> workflow(out, new Sailing(Place.SEA, Wind.FAIR, Wind.FOUL)))
        .withMessage("in SEA the course has [FAIR], and the task brings [FAIR, FOUL]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> workflow(out, new Sailing(Place.SEA)))
        .withMessage("in SEA the course has [FAIR], and the task brings []");
  }

  @Test
  void anEventThatIsNotPossibleIsToldWithTheHistory() {
    CourseRules<Place, Wind> rules = new CourseRules<>(course(OUT, LAND));
    Standing<Place> port = new Standing<>(Place.PORT, List.of());
    Standing<Place> sea =
        ((Verdict.Accepted<Place>)
                rules.judge(port, new CourseRules.Brought<>(Place.PORT, Wind.FAIR, 7)))
            .next();

    Verdict<Place> verdict = rules.judge(sea, new CourseRules.Brought<>(Place.PORT, Wind.FAIR, 9));

    assertThat(sea.state()).isEqualTo(Place.SEA);
    assertThat(rules.isAccepted(verdict)).isFalse();
    assertThat(((Verdict.Refused<Place>) verdict).message())
        .isEqualTo("'FAIR', brought in PORT, is not possible in SEA. History: PORT -FAIR-> SEA @7");
  }

  @Test
  void aHistoryIsCutShort() {
    Standing<Place> standing = new Standing<>(Place.SEA, List.of());
    for (int i = 0; i < 100; i++) {
      standing = standing.passing(new Passage("SEA", "FOUL", "SEA", i), Place.SEA);
    }

    assertThat(standing.history()).hasSize(Standing.MOST_HISTORY);
    assertThat(standing.history().getLast().atMillis()).isEqualTo(99);
    assertThat(Passage.parse(standing.history().getLast().toString()))
        .isEqualTo(standing.history().getLast());
  }

  @SafeVarargs
  private static Course<Place, Wind> course(Transition<Place, Wind>... lines) {
    List<Transition<Place, Wind>> all = new ArrayList<>();
    for (Transition<Place, Wind> line : lines) {
      all.add(line);
    }
    return new Course<>(Place.class, Place.PORT, Set.of(Place.ISLAND), all);
  }

  private static Tasks<Place, Wind, Turn<Wind, String>> tasks(Sailing... tasks) {
    return Tasks.of(Place.class, Wind.class, new ArrayList<>(List.of(tasks)));
  }

  private static void workflow(Sailing... tasks) {
    new Workflow<>(
        "a voyage",
        course(OUT, LAND),
        tasks(tasks),
        new WorkflowTable<>(Place.class, "voyage", "shop", Place.PORT),
        InstantSource.system());
  }

  private record Sailing(Place in, Set<Wind> brings)
      implements Task<Place, Wind, Turn<Wind, String>> {
    private Sailing(Place in, Wind... winds) {
      this(in, winds.length == 0 ? EnumSet.noneOf(Wind.class) : Set.of(winds));
    }

    @Override
    public void work(Turn<Wind, String> turn) {
      turn.bring(brings.iterator().next());
    }
  }
}
