package dev.baton.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.connectors.change.Unchanged;
import dev.baton.engine.apply.lane.Group;
import dev.baton.engine.apply.lane.Rehearsal;
import dev.baton.engine.apply.lane.StreamedTransaction;
import dev.baton.engine.link.PostgresServer;
import dev.baton.engine.link.TestLink;
import dev.baton.protocol.trail.SourcePosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many rows, inserted by COPY and updated by literals of the target's row type: whatever their
 * values are, and however the target's table is altered meanwhile. The target has columns that the
 * source does not know.
 */
@Timeout(60)
class ManyRowsTest {
  private static final int ROWS = 600;
  private static final String ALPHABET = "a.,()\"\\ '\t\n\r\b{}\u00e9\u65e5\ud83d\ude00N";

  @AutoClose private static PostgresServer server;
  private static TestLink link;
  private static int tables;
  private SourceTable source;
  private LaneInto west;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
    link = TestLink.within(server, "literals");
    link.onBoth(
        "create type mood as enum ('so, so', 'fine')",
        "create table first_one (id int primary key)");
    link.provision();
  }

  @BeforeEach
  void open() throws SQLException {
    String name = "wide" + ++tables;
    source = AppliedTarget.table(name, "id", "note", "price", "at", "mood", "code", "tag");
    link.onEast(
        "create table %s (id int primary key, note text, price numeric(12,2), at timestamp(0), mood mood, code char(3), tag text)"
            .formatted(name));
    link.onWest(
        "create table %s (gone int, here text default 'here', mood mood, id int primary key, at timestamp(0), twice int generated always as (id * 2) stored, note text, price numeric(12,2), code char(3), tag text)"
            .formatted(name),
        "alter table %s drop column gone".formatted(name),
        "grant all on %s to public".formatted(name));
    west = LaneInto.taken(link);
  }

  @AfterEach
  void close() {
    west.close();
  }

  private void apply(List<RowChange> changes) {
    west.apply(west.history().whole(changes));
  }

  private List<RowChange> inserts() {
    return IntStream.range(0, ROWS).mapToObj(i -> Items.insert(source, row(i, "new"))).toList();
  }

  private List<RowChange> updates(String note) {
    return IntStream.range(0, ROWS).mapToObj(i -> Items.update(source, row(i, note))).toList();
  }

  private static Object[] row(int id, String note) {
    return new Object[] {
      id, note + id, "1.50", "2026-11-24 01:02:03", id % 2 == 0 ? "so, so" : null, "x  ", "tagged"
    };
  }

  private List<String> ask(String columns) {
    return link.askWest(
        "select distinct concat_ws('|', %s) from %s".formatted(columns, source.name().table()));
  }

  private void alter(String... alterations) {
    for (String alteration : alterations) {
      link.onWest("alter table %s %s".formatted(source.name().table(), alteration));
    }
  }

  @Test
  void everyTextComesOutAsItWentIn() {
    Random random = new Random(20261124);
    List<String> inserted = notes(random);
    apply(IntStream.range(0, ROWS).mapToObj(i -> noted(true, i, inserted)).toList());
    assertThat(notes()).isEqualTo(inserted);
    List<String> updated = notes(random);
    apply(IntStream.range(0, ROWS).mapToObj(i -> noted(false, i, updated)).toList());
    assertThat(notes()).isEqualTo(updated);
    assertThat(west.lane().retries()).isZero();
  }

  private RowChange noted(boolean inserted, int id, List<String> notes) {
    Object[] values = {id, notes.get(id), null, null, null, null, null};
    return inserted ? Items.insert(source, values) : Items.update(source, values);
  }

  private List<String> notes() {
    return link.askWest("select note from %s order by id".formatted(source.name().table()));
  }

  /** Some short, one longer than what is sent at once. */
  private static List<String> notes(Random random) {
    int[] letters = ALPHABET.codePoints().toArray();
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      StringBuilder note = new StringBuilder();
      for (int length = i == 7 ? 40_000 : random.nextInt(8); length > 0; length--) {
        note.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      notes.add(note.toString());
    }
    return notes;
  }

  @Test
  void columnsThatOnlyTheTargetKnowsKeepWhatItGivesThem() {
    apply(inserts());
    assertThat(ask("here")).containsExactly("here");
    assertThat(ask("twice = id * 2")).containsExactly("t");
    assertThat(ask("code, price, at, count(mood) over ()"))
        .containsExactly("x  |1.50|2026-11-24 01:02:03|300");
    alter("alter here set default 'there'");
    link.onWest("update %s set here = 'mine'".formatted(source.name().table()));
    apply(updates("later "));
    assertThat(ask("here, note = 'later ' || id")).containsExactly("mine|t");
    assertThat(west.lane().retries()).isZero();
  }

  @Test
  void whatAnUpdateLeavesOutStaysAsItWas() {
    apply(inserts());
    apply(
        IntStream.range(0, ROWS)
            .mapToObj(
                id ->
                    (RowChange)
                        new RowChange.Update(
                            source,
                            null,
                            RowImage.of("" + id, Unchanged.VALUE, "2.50", null, "fine", "y", null)))
            .toList());
    assertThat(ask("note = 'new' || id, price, mood, code, tag"))
        .containsExactly("t|2.50|fine|y  ");
    assertThat(west.lane().retries()).isZero();
  }

  @Test
  void columnsThatChangeTheirNamesTakeTheirValuesAlong() {
    apply(inserts());
    alter("rename note to other", "rename tag to note", "rename other to tag");
    apply(updates("later "));
    assertThat(ask("note = 'later ' || id, tag")).containsExactly("t|tagged");
    assertThat(west.lane().retries()).as("once in steps, then without literals").isEqualTo(1);
    apply(updates("last "));
    assertThat(ask("note = 'last ' || id, tag")).containsExactly("t|tagged");
    assertThat(west.lane().retries()).isEqualTo(1);
  }

  @Test
  void columnsThatComeAndGoAtTheTargetCostOneTry() {
    apply(inserts());
    alter("add more int default 7");
    apply(updates("later "));
    assertThat(ask("note = 'later ' || id, more")).containsExactly("t|7");
    assertThat(west.lane().retries()).isEqualTo(1);
    alter("drop here", "drop more");
    apply(updates("last "));
    assertThat(ask("note = 'last ' || id")).containsExactly("t");
    assertThat(west.lane().retries()).isEqualTo(1);
  }

  @Test
  void aColumnThatChangesItsPrecisionTakesTheValueThatItTook() {
    apply(inserts());
    alter("alter price type numeric(12,1)");
    apply(updates("later "));
    assertThat(ask("note = 'later ' || id, price")).containsExactly("t|1.5");
    assertThat(west.lane().retries()).isEqualTo(1);
  }

  @Test
  void whereRowsAreSecuredNothingIsCopied() {
    alter("enable row level security");
    link.onWest("create policy all_of_it on %s using (true)".formatted(source.name().table()));
    apply(inserts());
    assertThat(west.lane().retries()).isEqualTo(1);
    apply(updates("later "));
    apply(
        IntStream.range(ROWS, 2 * ROWS)
            .mapToObj(i -> Items.insert(source, row(i, "later ")))
            .toList());
    assertThat(ask("note = 'later ' || id, count(*) over ()")).containsExactly("t|1200");
    assertThat(west.lane().retries()).isEqualTo(1);
  }

  @Test
  void valuesAreOfTheTypeThatTheCatalogTold() throws SQLException {
    link.onBoth("create table real%d (id int primary key, r real)".formatted(tables));
    link.onWest("grant all on real%d to public".formatted(tables));
    SourceTable reals = AppliedTarget.table("real" + tables, "id", "r");
    String shown = "select distinct r from real" + tables;
    west.close();
    west = LaneInto.taken(link);
    west.apply(reals(reals, true, 0, "0.5"));
    link.onWest("alter table real%d alter r type double precision".formatted(tables));
    west.apply(reals(reals, true, ROWS, "0.1"));
    west.apply(reals(reals, false, 0, "0.1"));
    west.apply(reals(reals, false, ROWS, "0.1"));
    assertThat(link.askWest(shown)).containsExactly("0.10000000149011612");
    assertThat(west.lane().retries()).as("COPY once, literals once").isEqualTo(2);
  }

  private Group reals(SourceTable table, boolean inserted, int from, String value) {
    return History.group(
        west.history()
            .whole(
                IntStream.range(from, from + ROWS)
                    .mapToObj(
                        id ->
                            inserted
                                ? Items.insert(table, id, value)
                                : Items.update(table, id, value))
                    .toList()));
  }

  @Test
  void aRehearsalOverAnAlteredTableOnlyTeaches() {
    alter("drop here");
    Rehearsal rehearsal = new Rehearsal(west.lane());
    rehearsal.of(west.history().whole(updates("never ")));
    rehearsal.of(west.history().whole(inserts()));
    assertThat(ask("count(*)")).containsExactly("0");
    apply(inserts());
    apply(updates("later "));
    assertThat(ask("note = 'later ' || id")).containsExactly("t");
  }

  @Test
  void aPartOfALargeTransactionGoesAgainWithoutCopy() {
    alter("enable row level security");
    link.onWest("create policy all_of_it on %s using (true)".formatted(source.name().table()));
    List<TransactionPart> parts = west.history().inParts(List.of(inserts(), updates("later ")));
    StreamedTransaction large =
        StreamedTransaction.begin(
            west.lane(), west.seq() + 1, SourcePosition.NONE, parts.getFirst().commitMicros());
    parts.forEach(large::write);
    large.commit(parts.getLast());
    assertThat(ask("note = 'later ' || id, count(*) over ()")).containsExactly("t|600");
  }
}
