package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

  @Test
  void aUrlIsTakenApart() {
    assertThat(JdbcUrl.parse("jdbc:postgresql://db.example.com:6001/shop%20a"))
        .isEqualTo(new JdbcUrl("db.example.com", 6001, "shop a", Map.of()));
    assertThat(JdbcUrl.parse("jdbc:postgresql://[::1]/shop"))
        .isEqualTo(new JdbcUrl("::1", 5432, "shop", Map.of()));
    assertThat(JdbcUrl.parse("jdbc:postgresql://h/d?sslmode=verify-full&sslrootcert=/a%20b"))
        .isEqualTo(
            new JdbcUrl("h", 5432, "d", Map.of("sslmode", "verify-full", "sslrootcert", "/a b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "postgresql://h/d",
        "jdbc:mariadb://h/d",
        "jdbc:postgresql:d",
        "jdbc:postgresql:///d",
        "jdbc:postgresql://h",
        "jdbc:postgresql://h/",
        "jdbc:postgresql://h1,h2/d",
        "jdbc:postgresql://user:pw@h/d",
        "jdbc:postgresql://h/d;x=y",
        "jdbc:postgresql://h/d#x",
        "jdbc:postgresql://h/d e"
      })
  void anyOtherFormIsRefused(String written) {
    assertThatThrownBy(() -> JdbcUrl.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected jdbc:postgresql://host[:port]/database");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactory",
        "socketFactoryArg",
        "sslfactory",
        "sslfactoryarg",
        "sslhostnameverifier",
        "sslpasswordcallback",
        "sslpassword",
        "loggerFile",
        "loggerLevel",
        "options",
        "service",
        "authenticationPluginClassName",
        "jaasLoginModule",
        "currentSchema",
        "SSLMODE",
        "ssl%6dode",
        "replication",
        ""
      })
  void aPropertyOutsideTheSafeListIsNamed(String property) {
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?" + property + "=v&ssl=true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("property '" + property + "' is not allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "password"})
  void credentialsBelongToTheirKeys(String property) {
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?" + property + "=hunter2"))
        .hasMessage(
            "property '%s' may not stand in the URL; use the key '%s'"
                .formatted(property, property));
  }

  @Test
  void aPropertyHoldsOnlyWhatItCanHoldAndOnlyOnce() {
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?sslmode=of"))
        .hasMessage("property 'sslmode' has a value it cannot have");
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?ssl"))
        .hasMessage("property 'ssl' has a value it cannot have");
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?ssl=true&ssl=false"))
        .hasMessage("property 'ssl' stands twice");
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h/d?sslcert=%zz"))
        .hasMessage(
            "expected jdbc:postgresql://host[:port]/database with two hexadecimal digits after"
                + " each %");
    assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://h:65536/d"))
        .hasMessage("expected a port from 1 to 65535");
  }
}
