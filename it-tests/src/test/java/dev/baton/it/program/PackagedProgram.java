package dev.baton.it.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.io.FileUtils;

/** The program as its release is unpacked: what the build made in {@code engine/target}. */
public final class PackagedProgram {
  private static final String BUILD = "dev/baton/engine/build.properties";

  private PackagedProgram() {}

  /** The folder of the release. */
  public static Path home() {
    Path built = Path.of("..", "engine", "target");
    try (DirectoryStream<Path> packages = Files.newDirectoryStream(built, "baton-*")) {
      for (Path folder : packages) {
        if (Files.isExecutable(launcher(folder))) {
          return folder.toAbsolutePath().normalize();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the build has made no package in " + built);
  }

  /** What starts the release of a folder. */
  public static Path launcher(Path home) {
    return home.resolve("bin").resolve("baton");
  }

  /** Copies the release into a folder, as one of another version. */
  public static void copyAs(String version, Path folder) {
    try {
      FileUtils.copyDirectory(home().toFile(), folder.toFile());
      launcher(folder).toFile().setExecutable(true);
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(folder.resolve("lib"), "baton-engine-*.jar")) {
        for (Path jar : jars) {
          rename(jar, version);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rename(Path jar, String version) throws IOException {
    try (FileSystem content = FileSystems.newFileSystem(jar, Map.of())) {
      Path file = content.getPath(BUILD);
      Properties build = new Properties();
      try (InputStream stream = Files.newInputStream(file)) {
        build.load(stream);
      }
      build.setProperty("version", version);
      try (OutputStream stream = Files.newOutputStream(file)) {
        build.store(stream, null);
      }
    }
  }
}
