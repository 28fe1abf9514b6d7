package dev.baton.engine.loopfilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.connectors.change.RowChange;
import dev.baton.connectors.change.RowImage;
import dev.baton.connectors.change.SourceTable;
import dev.baton.connectors.change.TableName;
import dev.baton.connectors.change.TrailEvent.TransactionPart;
import dev.baton.protocol.trail.SourcePosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoopFilterTest {
  private static final SourcePosition END = new SourcePosition(4711);
  private static final RowChange LOCAL = insert("public", "item");
  private static final RowChange LOG_ROW = insert("baton", "applied");

  private static final String OWN_ORIGIN = "ours";

  private final LoopFilter byLog = new LoopFilter(false, OWN_ORIGIN::equals);
  private final LoopFilter byOrigin = new LoopFilter(true, OWN_ORIGIN::equals);

  private static RowChange insert(String schema, String table) {
    return new RowChange.Insert(
        new SourceTable(new TableName(schema, table), List.of("id")), RowImage.of("1"));
  }

  private static RowChange delete(String schema, String table) {
    return new RowChange.Delete(
        new SourceTable(new TableName(schema, table), List.of("id")), RowImage.of("1"));
  }

  private static TransactionPart part(boolean first, boolean last, RowChange... changes) {
    return new TransactionPart(
        7, 1_000, List.of(changes), first, last, last ? END : SourcePosition.NONE, 30);
  }

  private static TransactionPart whole(RowChange... changes) {
    return part(true, true, changes);
  }

  @Test
  void localWorkPassesAsItIsEitherWay() {
    TransactionPart local = whole(LOCAL, delete("public", "item"));
    assertThat(byLog.local(local)).containsSame(local);
    assertThat(byOrigin.local(local)).containsSame(local);
    assertThat(byLog.filtered() + byOrigin.filtered()).isZero();
  }

  @Test
  void ofAReplicatedTransactionOnlyItsEndPassesOn() {
    TransactionPart left = byLog.local(whole(LOG_ROW, LOCAL, LOCAL)).orElseThrow();
    assertThat(left.changes()).isEmpty();
    assertThat(left.whole()).isTrue();
    assertThat(left.position()).isEqualTo(END);
    assertThat(byLog.filtered()).isEqualTo(1);
  }

  private static TransactionPart from(String origin, boolean first, boolean last) {
    SourcePosition position = last ? END : SourcePosition.NONE;
    return new TransactionPart(7, 1_000, List.of(LOCAL), first, last, position, 30, 1, origin);
  }

  @Test
  void whatCarriesAnOriginOfTheStreamBackIsReplicatedWhateverIsInIt() {
    TransactionPart left = byLog.local(from(OWN_ORIGIN, true, true)).orElseThrow();
    assertThat(left.changes()).isEmpty();
    assertThat(left.position()).isEqualTo(END);
    assertThat(byLog.local(from(OWN_ORIGIN, true, false))).isEmpty();
    assertThat(byLog.local(from(OWN_ORIGIN, false, true)).orElseThrow().changes()).isEmpty();
    assertThat(byLog.filtered()).isEqualTo(2);
  }

  @Test
  void whatCarriesAnotherOriginIsLocalHere() {
    TransactionPart foreign = from("pg_16402", true, true);
    assertThat(byLog.local(foreign)).containsSame(foreign);
    TransactionPart anotherLinks =
        new TransactionPart(7, 1_000, List.of(LOG_ROW, LOCAL), true, true, END, 30, 1, "theirs");
    assertThat(byLog.local(anotherLinks).orElseThrow().changes()).containsExactly(LOCAL);
    assertThat(byLog.filtered()).isZero();
  }

  @Test
  void everyPartOfAReplicatedTransactionIsDropped() {
    assertThat(byLog.local(part(true, false, LOG_ROW, LOCAL))).isEmpty();
    assertThat(byLog.local(part(false, false, LOCAL))).isEmpty();
    TransactionPart end = byLog.local(part(false, true, LOCAL)).orElseThrow();
    assertThat(end.changes()).isEmpty();
    assertThat(end.whole()).as("nothing came before it").isTrue();
    assertThat(byLog.filtered()).isEqualTo(1);
  }

  @Test
  void theTransactionAfterAReplicatedOneIsJudgedByItself() {
    assertThat(byLog.local(whole(LOG_ROW, LOCAL))).isPresent();
    TransactionPart local = whole(LOCAL);
    assertThat(byLog.local(local)).containsSame(local);
    assertThat(byLog.local(part(true, false, LOG_ROW))).isEmpty();
    assertThat(byLog.local(part(false, true))).isPresent();
    TransactionPart opening = part(true, false, LOCAL);
    TransactionPart ending = part(false, true, LOCAL);
    assertThat(byLog.local(opening)).containsSame(opening);
    assertThat(byLog.local(ending)).containsSame(ending);
  }

  @Test
  void localWorkThatTouchesTheLogLaterIsStillLocal() {
    assertThat(changes(byLog.local(whole(LOCAL, LOG_ROW, LOCAL)))).containsExactly(LOCAL, LOCAL);
    assertThat(byLog.filtered()).isZero();
  }

  @Test
  void onlyAnInsertIntoTheLogMarksReplicatedWork() {
    assertThat(changes(byLog.local(whole(delete("baton", "applied"), LOCAL))))
        .containsExactly(LOCAL);
    assertThat(changes(byLog.local(whole(insert("baton", "stream"), LOCAL))))
        .containsExactly(LOCAL);
  }

  @Test
  void tablesOfTheApplicationsThatOnlyLookLikeTheLogAreTheirs() {
    TransactionPart alike =
        whole(insert("public", "applied"), insert("Baton", "applied"), insert("batons", "applied"));
    assertThat(byLog.local(alike)).containsSame(alike);
    assertThat(byOrigin.local(alike)).containsSame(alike);
  }

  @Test
  void whereTheServerFiltersOnlyBatonsOwnRowsAreDropped() {
    assertThat(changes(byOrigin.local(whole(LOG_ROW, LOCAL)))).containsExactly(LOCAL);
    TransactionPart own = byOrigin.local(whole(LOG_ROW)).orElseThrow();
    assertThat(own.changes()).isEmpty();
    assertThat(own.position()).isEqualTo(END);
    assertThat(byOrigin.filtered()).isZero();
  }

  @Test
  void aPartOfNothingButOwnRowsKeepsItsPlace() {
    TransactionPart first = byOrigin.local(part(true, false, LOG_ROW)).orElseThrow();
    assertThat(first.first()).isTrue();
    assertThat(first.last()).isFalse();
    assertThat(byOrigin.local(part(false, true, LOCAL)).orElseThrow().last()).isTrue();
  }

  @Test
  void anEmptyTransactionPasses() {
    assertThat(byLog.local(whole())).contains(whole());
    assertThat(byOrigin.local(whole())).contains(whole());
  }

  private static List<RowChange> changes(Optional<TransactionPart> part) {
    return part.orElseThrow().changes();
  }
}
