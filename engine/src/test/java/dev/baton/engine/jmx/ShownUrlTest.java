package dev.baton.engine.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShownUrlTest {

  @Test
  void hostPortAndDatabaseAreShownAndNothingElse() {
    assertThat(ShownUrl.of("jdbc:postgresql://h:1/shop")).isEqualTo("jdbc:postgresql://h:1/shop");
    assertThat(ShownUrl.of("jdbc:postgresql://h:1/shop?user=u&password=p"))
        .isEqualTo("jdbc:postgresql://h:1/shop");
    assertThat(ShownUrl.of("jdbc:postgresql://u:p@h:1/shop?password=a@b/c"))
        .isEqualTo("jdbc:postgresql://h:1/shop");
    assertThat(ShownUrl.of("jdbc:mariadb://h:1;password=p")).isEqualTo("jdbc:mariadb://h:1");
  }
}
