package dev.baton.connectors.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowImageTest {
  private static final RowImage ROW = RowImage.of("1", null, Unchanged.VALUE, "", "Größe \n");

  @Test
  void everyKindOfValueIsToldApart() {
    assertThat(ROW.values()).containsExactly("1", null, Unchanged.VALUE, "", "Größe \n");
    assertThat(ROW.isNull(1)).isTrue();
    assertThat(ROW.isNull(3)).as("an empty text is no null").isFalse();
    assertThat(ROW.isUnchanged(2)).isTrue();
    assertThat(ROW.isValue(2)).isFalse();
    assertThat(ROW.length(4)).as("bytes").isEqualTo(9);
  }

  @Test
  void whatIsLeftOutHasNoText() {
    assertThatThrownBy(() -> ROW.text(2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anImageOfOthersBytesHasOnlyItsOwnValues() {
    byte[] message = "xx12yyabcz".getBytes(StandardCharsets.UTF_8);
    RowImage.Builder image = new RowImage.Builder(message, 2);
    image.value(2, 2);
    image.value(6, 3);
    RowImage built = image.build();
    assertThat(built.values()).containsExactly("12", "abc");
    byte[] copy = new byte[4];
    built.copy(1, copy, 1);
    assertThat(copy).containsExactly(0, 'a', 'b', 'c');
    assertThatThrownBy(() -> new RowImage.Builder(message, 1).build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theSameTextIsTheSameWhereverItStands() {
    RowImage other = RowImage.of("Größe \n", "1", null, "Größe X");
    assertThat(ROW.isSame(4, other, 0)).isTrue();
    assertThat(ROW.hash(4)).isEqualTo(other.hash(0));
    assertThat(ROW.isSame(0, other, 1)).isTrue();
    assertThat(ROW.isSame(1, other, 2)).as("both null").isTrue();
    assertThat(ROW.isSame(4, other, 3)).isFalse();
    assertThat(ROW.isSame(1, ROW, 3)).as("null and the empty text").isFalse();
    assertThat(ROW.isSame(1, ROW, 2)).as("null and left out").isFalse();
  }

  @Test
  void twoImagesOfOneMessageShareItsBytes() {
    byte[] message = "oldnew".getBytes(StandardCharsets.UTF_8);
    RowImage.Builder before = new RowImage.Builder(message, 2);
    before.value(0, 3);
    before.sqlNull();
    RowImage.Builder after = new RowImage.Builder(message, 2);
    after.unchanged();
    after.value(3, 3);
    assertThat(after.build().filledFrom(before.build()).values()).containsExactly("old", "new");
  }

  @Test
  void whatIsNoTextIsRefused() {
    assertThatThrownBy(() -> RowImage.of("1", 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsLeftOutIsTakenFromTheRowBefore() {
    RowImage later = RowImage.of(Unchanged.VALUE, "b", Unchanged.VALUE, Unchanged.VALUE);
    RowImage before = RowImage.of("a", "old", null, Unchanged.VALUE);
    assertThat(later.filledFrom(before).values()).containsExactly("a", "b", null, Unchanged.VALUE);
    assertThat(later.filledFrom(before, 0).values())
        .containsExactly("a", "b", Unchanged.VALUE, Unchanged.VALUE);
    assertThat(later.values()).as("the image itself stays").startsWith(Unchanged.VALUE, "b");
    RowImage whole = RowImage.of("x");
    assertThat(whole.filledFrom(before)).isSameAs(whole);
  }
}
