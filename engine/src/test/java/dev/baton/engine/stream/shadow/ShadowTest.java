package dev.baton.engine.stream.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.flow.TargetColumn;
import dev.baton.engine.flow.TargetTable;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is noted of a stream's transactions, and what tells them apart. */
class ShadowTest {
  private static final SourceTable ITEM =
      new SourceTable(new TableName("public", "item"), List.of("id", "name"));
  private static final SourceTable LOCAL =
      new SourceTable(new TableName("public", "local_notes"), List.of("id", "name"));

  private final Shadow shadow = new Shadow("east->west");

  @Test
  void nothingIsNotedBeforeItIsAskedFor() {
    see(10, insert("1", "a"));
    Notes notes = begin(ShadowTest::sameName);
    see(20, insert("2", "b"));

    assertThat(notes.page(9).from()).contains(at(19));
    assertThat(notes.page(9).to()).isEqualTo(at(20));
    assertThat(notes.page(9).digests())
        .extracting(TransactionDigest::position)
        .containsExactly(at(20));
  }

  @Test
  void partsAreOneTransaction() {
    Notes whole = begin(ShadowTest::sameName);
    see(10, insert("1", "a"), insert("2", "b"));
    TransactionDigest expected = whole.page(1).digests().getFirst();

    shadow.end();
    Notes parts = begin(ShadowTest::sameName);
    shadow.see(part(true, false, SourcePosition.NONE, insert("1", "a")), at(5));
    shadow.see(part(false, true, at(10), insert("2", "b")), at(5));

    assertThat(parts.page(9).digests()).containsExactly(expected);
  }

  @Test
  void theEndOfATransactionWhoseBeginningWasMissedIsNotNoted() {
    Notes notes = begin(ShadowTest::sameName);
    shadow.see(part(false, true, at(10), insert("2", "b")), at(5));

    assertThat(notes.page(9).from()).contains(at(10));
    assertThat(notes.page(9).digests()).isEmpty();
  }

  @Test
  void whatIsReadAgainIsNotedOnce() {
    Notes notes = begin(ShadowTest::sameName);
    see(10, insert("1", "a"));
    see(20, insert("2", "b"));
    see(10, insert("1", "a"));
    see(20, insert("2", "b"));
    see(30, insert("3", "c"));

    assertThat(notes.page(9).digests()).hasSize(3);
    notes.forget(at(20));
    assertThat(notes.page(9).digests()).hasSize(1);
    assertThat(notes.page(9).from()).contains(at(9));
  }

  @Test
  void whatIsNotReplicatedLeavesNoDigest() {
    Notes notes = begin(ShadowTest::sameName);
    see(10, new RowChange.Insert(LOCAL, RowImage.of("1", "a")));

    assertThat(notes.page(9).digests()).isEmpty();
    assertThat(notes.page(9).to()).isEqualTo(at(10));
  }

  @Test
  void everyDifferenceInWhatIsWrittenShows() {
    List<List<RowChange>> all =
        List.of(
            List.of(insert("1", "a")),
            List.of(insert("1", null)),
            List.of(insert("1", "")),
            List.of(insert("1a", "")),
            List.of(update("1", Unchanged.VALUE)),
            List.of(update("1", null)),
            List.of(update("1", "")),
            List.of(new RowChange.Delete(ITEM, RowImage.of("1", null))),
            List.of(new RowChange.Truncate(List.of(ITEM))),
            List.of(insert("1", "a"), insert("2", "b")),
            List.of(insert("2", "b"), insert("1", "a")));

    assertThat(all.stream().map(changes -> digest(changes, ShadowTest::sameName)).distinct())
        .hasSize(all.size());
  }

  @Test
  void anotherTargetTableShows() {
    List<RowChange> changes = List.of(insert("1", "a"));

    assertThat(digest(changes, source -> target("elsewhere")))
        .isNotEqualTo(digest(changes, ShadowTest::sameName));
  }

  @Test
  void whatCannotBeRoutedIsCountedAndTheStreamGoesOn() {
    Notes notes =
        begin(
            source -> {
              throw new IllegalStateException("no such table");
            });
    see(10, insert("1", "a"));

    assertThat(notes.page(9).missed()).isEqualTo(1);
    assertThat(notes.page(9).from()).contains(at(10));
  }

  @Test
  void tooMuchIsGivenUpAndCounted() {
    Notes notes = new Notes(1_000);
    notes.begin(at(0));
    boolean room = true;
    long position = 0;
    while (room) {
      position++;
      room = notes.note(new TransactionDigest(at(position), position, "d", List.of("a=1")));
    }

    assertThat(notes.page(9).missed()).isEqualTo(position);
    assertThat(notes.page(9).from()).contains(at(position));
    assertThat(notes.page(9).digests()).isEmpty();
  }

  private Notes begin(Function<SourceTable, Optional<TargetTable>> route) {
    return shadow.begin(() -> route);
  }

  private String digest(
      List<RowChange> changes, Function<SourceTable, Optional<TargetTable>> route) {
    Digesting digesting = new Digesting(route);
    digesting.add(changes);
    return digesting.end(at(1), 1).whole();
  }

  private void see(long position, RowChange... changes) {
    shadow.see(part(true, true, at(position), changes), at(position - 1));
  }

  private static TransactionPart part(
      boolean first, boolean last, SourcePosition position, RowChange... changes) {
    return new TransactionPart(7, 1, List.of(changes), first, last, position, 100);
  }

  private static RowChange insert(String id, String name) {
    return new RowChange.Insert(ITEM, RowImage.of(id, name));
  }

  private static RowChange update(String id, Object name) {
    return new RowChange.Update(ITEM, null, RowImage.of(id, name));
  }

  private static Optional<TargetTable> sameName(SourceTable source) {
    return source == LOCAL ? Optional.empty() : target(source.name().table());
  }

  private static Optional<TargetTable> target(String name) {
    return Optional.of(
        new TargetTable(
            new TableName("public", name),
            List.of(
                new TargetColumn("id", "pg_catalog", "int4", 0),
                new TargetColumn("name", "pg_catalog", "text", 1)),
            List.of(0),
            false,
            true,
            List.of(),
            List.of(),
            Optional.empty(),
            false));
  }

  private static SourcePosition at(long value) {
    return new SourcePosition(value);
  }
}
