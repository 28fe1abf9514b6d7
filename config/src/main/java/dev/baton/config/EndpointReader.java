package dev.baton.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where JMX or HTTP listens. */
final class EndpointReader {
  private static final String LOOPBACK_ADDRESS = "127.0.0.1";
  private static final String EXPECTED_BIND = "expected an address or a host name to listen on";
  private static final String EXPECTED_FILE = "expected the path of a file";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

  /** Told by the text alone: what a name resolves to may change after it was looked at. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1");

  private final Section section;

  EndpointReader(Section section) {
    this.section =
        section.allowing("port", "bind", "key-store", "key-store-password", "password-file");
  }

  EndpointSettings read() {
    Optional<Text> bind =
        section.checked(
            section.text("bind", EXPECTED_BIND),
            text -> Optional.of(text).filter(t -> HOST.matcher(t.value()).matches()),
            text -> EXPECTED_BIND);
    Optional<Path> keyStore = section.path("key-store", EXPECTED_FILE);
    Optional<Secret> keyStorePassword =
        section
            .secret("key-store-password", "expected the key store's password")
            .map(text -> new Secret(text.value()));
    Optional<Path> passwordFile = section.path("password-file", EXPECTED_FILE);
    bind.filter(text -> !LOOPBACK.matcher(text.value()).matches()).ifPresent(this::requireSecurity);
    requireTogether("key-store", "key-store-password");
    requireTogether("key-store-password", "key-store");
    return new EndpointSettings(
        section.wholeNumber("port", 0, 0, 65535),
        bind.map(Text::value).orElse(LOOPBACK_ADDRESS),
        keyStore,
        keyStorePassword,
        passwordFile);
  }

  private void requireSecurity(Text bind) {
    if (!section.has("key-store") || !section.has("password-file")) {
      section.problem(
          bind,
          "reachable from other machines; expected key-store, key-store-password and"
              + " password-file with it, or 127.0.0.1");
    }
  }

  private void requireTogether(String present, String companion) {
    if (section.has(present) && !section.has(companion)) {
      section.problem(companion, "missing; expected together with " + present);
    }
  }
}
