package id.openclass.nexus.bench;

import java.nio.file.Path;
import java.util.Optional;

/// A way to make a delta and to apply it.
public sealed interface DeltaTool permits ProcessTool, JvmTool, ChunkCount {
  /// What tables call it.
  ///
  /// @return a few words, different for every tool of a run
  String name();

  /// Which version of it there is.
  ///
  /// @return the version, `?` when it tells none, empty when it is not installed
  Optional<String> version();

  /// Why it is not run on a pair.
  ///
  /// @param pair the pair
  /// @return the reason in a few words, empty when it can be run
  default Optional<String> refusal(DeltaPair pair) {
    return Optional.empty();
  }

  /// Makes a delta.
  ///
  /// @param pair the files
  /// @param delta the file to make
  /// @param log takes what it says
  /// @return what it took, and the size of the delta
  Sample create(DeltaPair pair, Path delta, Path log);

  /// Applies a delta.
  ///
  /// @param base the old file
  /// @param delta what [#create] made
  /// @param result the file to make
  /// @param log takes what it says
  /// @return what it took; empty for a tool that only tells sizes
  Optional<Sample> apply(Path base, Path delta, Path result, Path log);
}
