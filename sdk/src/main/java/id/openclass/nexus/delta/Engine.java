package id.openclass.nexus.delta;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
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
  /// @param progress hears of the result's bytes
  /// @return what was read and written
  Made make(Path base, Path result, Path into, Progress progress);

  /// Applies a delta whose own digest was checked. The result's digest is the caller's to compare.
  ///
  /// @param base the base, whose digest was checked
  /// @param delta the delta's bytes
  /// @param metadata what the update says of them
  /// @param out takes the result
  /// @return digest of the result
  Digest apply(ByteSource base, ByteSource delta, DeltaMetadata metadata, Target out);

  /// Looks for what is wrong inside a delta, without a base.
  ///
  /// @throws id.openclass.nexus.core.NexusException.Malformed when something is
  void check(ByteSource delta, DeltaMetadata metadata);

  /// What a delta was made of.
  ///
  /// @param base digest of the base
  /// @param result digest of the result
  /// @param resultBytes size of the result
  /// @param delta digest of the delta file
  /// @param deltaBytes size of the delta file
  record Made(Digest base, Digest result, long resultBytes, Digest delta, long deltaBytes) {}

  /// Where a result goes.
  ///
  /// @param name what errors call it
  /// @param channel the file, empty
  /// @param task hears of the result's bytes
  record Target(Path name, FileChannel channel, Progress.Task task) {}
}
