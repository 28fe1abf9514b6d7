package dev.baton.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a settings file into {@link Settings}: all of it sound, or all that is wrong with it.
 *
 * <p>Stateless; may be called from any thread. Nothing but the file itself and the files named by
 * its {@code ${file:PATH}} expressions is touched. Relative paths are taken from the working
 * directory.
 */
public final class SettingsReader {
  /** Hundreds of times what a settings file needs; keeps a mistaken path from filling the heap. */
  private static final int MAX_FILE_BYTES = 1024 * 1024;

  private static final long WEEK_MILLIS = 7 * 24 * 3_600_000L;

  private SettingsReader() {}

  /**
   * Reads a file with the environment of this process.
   *
   * @throws SettingsException with every problem of the file
   */
  public static Settings read(Path file) {
    return read(file, System.getenv(), Optional.empty());
  }

  /**
   * Reads a file with an environment passed in.
   *
   * @param environment what {@code ${env:NAME}} refers to
   * @param engineId takes the place of {@code engine.id}, and with it of a data directory that is
   *     not in the file
   * @throws SettingsException with every problem of the file
   */
  public static Settings read(
      Path file, Map<String, String> environment, Optional<String> engineId) {
    Problems problems = new Problems(file.toString());
    YamlValue.Mapping root = YamlTree.read(contents(file, problems), problems);
    Section section =
        new Section("", root, problems, new TextReader(problems, new Expressions(environment)))
            .allowing(
                "link", "engine", "sites", "replicate", "conflicts", "apply", "swap", "transport");
    Settings settings = settings(section, engineId);
    problems.throwIfAny();
    return settings;
  }

  private static Settings settings(Section root, Optional<String> engineId) {
    String expectedLink = Names.EXPECTED_NAME + "; the link's name";
    String link =
        root.checked(
                root.required("link", expectedLink),
                text -> Names.name(text.value()),
                text -> expectedLink)
            .orElse("invalid");
    EngineSettings engine = new EngineReader(root.sectionOrEmpty("engine")).read(engineId);
    Map<String, SiteSettings> sites = new SitesReader(root.sectionOrEmpty("sites")).read();
    ReplicationSettings replicate =
        new ReplicationReader(root.sectionOrEmpty("replicate"), sites.keySet()).read();
    return new Settings(
        link,
        engine,
        sites,
        replicate,
        new ConflictReader(root.sectionOrEmpty("conflicts"), replicate.tables()).read(),
        apply(root.sectionOrEmpty("apply"), engine.memoryLimitBytes()),
        swap(root.sectionOrEmpty("swap")),
        transport(root.sectionOrEmpty("transport")));
  }

  private static ApplySettings apply(Section section, long memoryLimitBytes) {
    section.allowing("lanes", "max-group-transactions", "max-group-bytes");
    // One group has to fit into what may be in flight.
    return new ApplySettings(
        section.wholeNumber("lanes", 2, 1, 64),
        section.wholeNumber("max-group-transactions", 1_000, 1, 100_000),
        section.quantity("max-group-bytes", Quantity.SIZE, 8L << 20, 1L << 10, memoryLimitBytes));
  }

  private static SwapSettings swap(Section section) {
    section.allowing("deadline", "on-deadline", "confirm", "slot", "cut", "tokens");
    SwapSettings.Slot slot =
        section
            .choice("slot", List.of(SwapSettings.Slot.values()))
            .orElse(SwapSettings.Slot.COPIED);
    boolean fresh = slot == SwapSettings.Slot.FRESH;
    SwapSettings.Cut cut =
        section
            .choice("cut", List.of(SwapSettings.Cut.values()))
            .orElse(fresh ? SwapSettings.Cut.TOKEN : SwapSettings.Cut.BOUNDARY);
    if (fresh && cut == SwapSettings.Cut.BOUNDARY) {
      section.problem(
          "cut",
          "'boundary' takes a slot copied from the current engine's; expected token, or slot: copied");
    }
    return new SwapSettings(
        section.quantity("deadline", Quantity.DURATION, 60_000, 100, WEEK_MILLIS),
        section
            .choice("on-deadline", List.of(SwapSettings.DeadlinePolicy.values()))
            .orElse(SwapSettings.DeadlinePolicy.ABORT),
        section.quantity("confirm", Quantity.DURATION, 0, 0, WEEK_MILLIS),
        slot,
        cut,
        section
            .choice("tokens", List.of(SwapSettings.Tokens.values()))
            .orElse(SwapSettings.Tokens.MESSAGE));
  }

  private static TransportSettings transport(Section section) {
    section.allowing("type");
    return new TransportSettings(
        section
            .choice("type", List.of(TransportSettings.Type.values()), List.of("kafka"))
            .orElse(TransportSettings.Type.DIRECT));
  }

  private static String contents(Path file, Problems problems) {
    if (!Files.exists(file)) {
      throw problems.refuse(0, "", "no such file; name one with -c FILE");
    }
    if (!Files.isRegularFile(file)) {
      throw problems.refuse(0, "", "not a regular file; expected a settings file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw problems.refuse(0, "", "larger than 1MiB; expected a settings file");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw problems.refuse(0, "", "not UTF-8 text; expected a settings file");
    } catch (IOException e) {
      throw problems.refuse(0, "", "cannot be read by this user; check its permissions");
    }
  }
}
