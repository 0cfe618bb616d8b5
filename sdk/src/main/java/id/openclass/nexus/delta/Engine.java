package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One way to make a delta and to apply it. Stateless.
interface Engine {
  /// What it makes and reads.
  DeltaType type();

  /// Why it cannot make a delta of files of these sizes.
  ///
  /// @return a sentence with the numbers, empty when it can
  Optional<String> obstacle(long baseBytes, long resultBytes);

  /// Makes a delta.
  ///
  /// @param base the base, a model file
  /// @param result the result, a model file
  /// @param into the delta's file; written anew
  /// @param options threads, adapter, progress
  /// @return what was read and written
  Made make(Path base, Path result, Path into, DeltaOptions options);

  /// Applies a delta whose own digest was checked.
  ///
  /// @param base the base; its digest is checked here, or was by the caller ([#checksBase])
  /// @param delta the delta's bytes
  /// @param metadata what the update says of them
  /// @param into the result, which appears whole and with the right digest or not at all
  /// @param options threads, overwriting, progress
  /// @return whether it was there already
  Outcome apply(
      Path base, ByteSource delta, DeltaMetadata metadata, Path into, ApplyOptions options);

  /// Whether [#apply] compares the base's digest itself, while it works.
  ///
  /// @return true when the caller need not
  default boolean checksBase() {
    return false;
  }

  /// Looks for what is wrong inside a delta, without a base.
  ///
  /// @throws id.openclass.nexus.core.NexusException.Malformed when something is
  void check(ByteSource delta, DeltaMetadata metadata);

  /// All that is wrong inside a delta, without a base.
  ///
  /// @return a sentence for each fault
  /// @throws id.openclass.nexus.core.NexusException.Malformed when it cannot be read at all
  default List<String> faults(ByteSource delta, DeltaMetadata metadata) {
    check(delta, metadata);
    return List.of();
  }

  /// Makes the result of a delta without faults, and writes it nowhere.
  ///
  /// @param base a file with the base's digest
  /// @return a sentence for each fault
  List<String> faults(Path base, ByteSource delta, DeltaMetadata metadata, Progress progress);

  /// What a delta was made of.
  ///
  /// @param base digest of the base
  /// @param result digest of the result
  /// @param resultBytes size of the result
  /// @param delta digest of the delta file
  /// @param deltaBytes size of the delta file
  record Made(Digest base, Digest result, long resultBytes, Digest delta, long deltaBytes) {}
}
