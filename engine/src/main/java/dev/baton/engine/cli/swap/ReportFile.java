package dev.baton.engine.cli.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.config.Settings;
import dev.baton.connectors.spi.BatonException;
import dev.baton.connectors.spi.ErrorCode;
import dev.baton.engine.swap.HandOffReport;
import dev.baton.engine.swap.SwapPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The signed hand-off report as a file. */
public final class ReportFile {
  private static final long LONGEST_BYTES = 16L << 20;

  // A key that stands twice could show a reader another value than the one that was checked.
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ReportFile() {}

  /**
   * Whether a report can be written there, as asked before a swap begins.
   *
   * @throws BatonException REFUSED when it cannot
   */
  public static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : Files.isWritable(folder);
    if (!writable) {
      throw new BatonException(
          ErrorCode.REFUSED, "--report %s cannot be written; name another file".formatted(file));
    }
  }

  /** Writes the report of a swap that has ended. */
  public static void write(
      Path file,
      Settings settings,
      SwapPicture swap,
      Map<String, String> versions,
      InstantSource clock) {
    try {
      Files.writeString(
          file,
          HandOffReport.write(settings, swap, versions, clock).toPrettyString()
              + System.lineSeparator());
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.REFUSED,
          "--report %s cannot be written: %s; the swap itself has ended"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * Whether a file is a report of this link as it was written.
   *
   * @throws BatonException REFUSED when it cannot be read or is no JSON
   */
  public static boolean isGenuine(Path file, Settings settings) {
    try {
      if (Files.size(file) > LONGEST_BYTES) {
        return false;
      }
      JsonNode report = JSON.readTree(Files.readString(file));
      return HandOffReport.isGenuine(settings, report);
    } catch (JsonProcessingException e) {
      throw new BatonException(
          ErrorCode.REFUSED, "%s is no report: it is not JSON".formatted(file), e);
    } catch (IOException e) {
      throw new BatonException(
          ErrorCode.REFUSED, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
