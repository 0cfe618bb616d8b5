package id.openclass.nexus.keys;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Where a user's keys are, unless told otherwise: in the user's configuration, away from
/// everything that is published.
///
/// @param folder need not exist
public record KeyFolder(Path folder) {
  /// The usual folder.
  ///
  /// @param home the user's home
  /// @param environment the environment variables
  /// @param osName the operating system, as Java's `os.name` has it
  /// @return the folder, whether it exists or not
  public static KeyFolder usual(Path home, Map<String, String> environment, String osName) {
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.contains("mac")) {
      return new KeyFolder(
          home.resolve("Library").resolve("Application Support").resolve("OpenClass Nexus/keys"));
    }
    String appData = environment.get("APPDATA");
    if (os.contains("windows") && appData != null && !appData.isBlank()) {
      return new KeyFolder(Path.of(appData).resolve("OpenClass").resolve("Nexus").resolve("keys"));
    }
    String xdg = environment.get("XDG_CONFIG_HOME");
    Path config = xdg == null || xdg.isBlank() ? home.resolve(".config") : home.resolve(xdg);
    return new KeyFolder(config.resolve("openclass-nexus").resolve("keys"));
  }

  /// The public keys in it.
  ///
  /// @return files that end in `.pub`, by name
  public List<Path> publicKeys() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".pub")).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw NexusException.io("read", folder, e);
    }
  }
}
