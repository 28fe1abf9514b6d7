package dev.baton.engine.cli.demo;

import dev.baton.config.Settings;
import dev.baton.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * Two embedded sites, {@code east} and {@code west}, with a bank on each, and the settings file of
 * a link between them. The files go with the folder they lie in, which is its owner's to remove.
 *
 * @param settingsFile what {@code -c} takes
 */
public record EmbeddedLink(EmbeddedSite east, EmbeddedSite west, Bank bank, Path settingsFile) {
  /** The name of the link. */
  public static final String NAME = "shop";

  private static final String SETTINGS =
      """
      link: %s
      engine:
        id: blue
        data-dir: "%s"
      sites:
        east: { type: postgresql, url: "%s", user: %s, password: "${file:%s}", admin-user: %s, admin-password: none }
        west: { type: postgresql, url: "%s", user: %s, password: "${file:%s}", admin-user: %s, admin-password: none }
      replicate:
        streams: [ "east->west", "west->east" ]
        tables: [ "public.*" ]
      """;

  /** Opens the bank at both sites and writes the settings into the folder. */
  public static EmbeddedLink open(EmbeddedSite east, EmbeddedSite west, Bank bank, Path folder)
      throws SQLException, IOException {
    String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    Path passwordFile = folder.resolve("password");
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, password);
    for (EmbeddedSite site : List.of(east, west)) {
      bank.open(site, 2);
    }
    Path settingsFile = folder.resolve("baton.yaml");
    Files.writeString(
        settingsFile,
        SETTINGS.formatted(
            NAME,
            folder.resolve("engine"),
            east.url(),
            Bank.ENGINE,
            passwordFile,
            EmbeddedSite.ADMINISTRATOR,
            west.url(),
            Bank.ENGINE,
            passwordFile,
            EmbeddedSite.ADMINISTRATOR));
    return new EmbeddedLink(east, west, bank, settingsFile);
  }

  public List<EmbeddedSite> sites() {
    return List.of(east, west);
  }

  public Settings settings() {
    return SettingsReader.read(settingsFile);
  }
}
