package id.openclass.nexus.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands beside a measurement so that others can judge it: the machine and the programs.
public final class Surroundings {
  private static final Pattern VERSION = Pattern.compile("(?<![0-9.])[0-9]+\\.[0-9][0-9A-Za-z.]*");

  private Surroundings() {}

  /// The machine.
  ///
  /// @param folder on the disk that is used
  /// @return labels and values, in the order to print them
  public static Map<String, String> machine(Path folder) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", after(Path.of("/proc/cpuinfo"), "model name"));
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", after(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put("disk", disk(folder));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("jdk", Runtime.version() + ", " + System.getProperty("java.vendor"));
    return facts;
  }

  private static String disk(Path folder) {
    try {
      var store = Files.getFileStore(folder);
      return store.name() + " " + store.type();
    } catch (IOException e) {
      return "not known";
    }
  }

  /// The value of the first line `LABEL : VALUE`.
  private static String after(Path file, String label) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(label)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // Another system than Linux.
    }
    return "not known";
  }

  /// The version of a program, as it tells it.
  ///
  /// @param command the program with the option that makes it tell
  /// @return its version, `?` when it tells none, empty when it is not installed
  public static Optional<String> version(String... command) {
    return said(null, command).map(Surroundings::versionIn);
  }

  static String versionIn(String text) {
    Matcher version = VERSION.matcher(text);
    return version.find() ? version.group() : "?";
  }

  /// The commit of the checkout that a path is in.
  ///
  /// @param path of a program or a folder
  /// @return a short commit id, with `+` when files differ from it; empty where there is no
  ///   checkout of this project or no git
  public static Optional<String> commit(Path path) {
    return checkout(path).flatMap(Surroundings::commitOf);
  }

  private static Optional<String> commitOf(Path checkout) {
    return said(checkout, "git", "rev-parse", "--short=12", "HEAD")
        .map(String::strip)
        .filter(id -> id.matches("[0-9a-f]{12,}"))
        .map(id -> id + (isChanged(checkout) ? "+" : ""));
  }

  /// The checkout of this project that a path is in.
  ///
  /// @param path of a program or a folder
  /// @return its folder, empty when it is in none
  public static Optional<Path> checkout(Path path) {
    Path folder = path.toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("jbang-catalog.json"))) {
      folder = folder.getParent();
    }
    return Optional.ofNullable(folder);
  }

  private static boolean isChanged(Path checkout) {
    return said(checkout, "git", "status", "--porcelain", "--untracked-files=no")
        .filter(text -> !text.isBlank())
        .isPresent();
  }

  private static Optional<String> said(@Nullable Path folder, String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
      if (folder != null) {
        builder.directory(folder.toFile());
      }
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return Optional.of(text);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
