package id.openclass.nexus.bench;

import java.nio.file.Path;
import java.util.List;

/// A way to pack a file, run as programs of the system.
///
/// @param name what the table calls it: `tar | gzip -6`
/// @param pipeline the programs with their arguments, each reading what the one before it writes
/// @param output the file it makes
/// @param writesToStandardOutput whether the last program writes the file as its standard output,
///   else it makes it itself
public record Contestant(
    String name, List<List<String>> pipeline, Path output, boolean writesToStandardOutput) {
  /// Copies the lists.
  public Contestant {
    pipeline = pipeline.stream().map(List::copyOf).toList();
  }

  /// A single program that makes the file by itself.
  ///
  /// @param name what the table calls it
  /// @param output the file it makes
  /// @param command the program with its arguments
  /// @return the contestant
  public static Contestant of(String name, Path output, List<String> command) {
    return new Contestant(name, List.of(command), output, false);
  }
}
