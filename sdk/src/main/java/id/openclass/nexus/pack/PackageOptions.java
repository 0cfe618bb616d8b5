package id.openclass.nexus.pack;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.trust.SigningKey;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a package is made. Immutable; `with...` gives a changed copy.
///
/// @param folder where the archive goes
/// @param format tar.gz or zip
/// @param store whether chunks are stored instead of coded
/// @param overwrite whether another file of the same name may be replaced
/// @param threads how many chunks are coded at once; the bytes do not depend on it
/// @param createdAt used when the metadata sets no `created_at`; null for the model file's time
/// @param progress hears of the model's bytes
/// @param signingKey signs the package; null for a package without signature
public record PackageOptions(
    Path folder,
    ArchiveFormat format,
    boolean store,
    boolean overwrite,
    int threads,
    @Nullable Instant createdAt,
    Progress progress,
    @Nullable SigningKey signingKey) {

  /// Most threads that are used: beyond it the disk is the limit.
  private static final int MOST_THREADS = 256;

  /// Checks the count of threads.
  public PackageOptions {
    if (threads < 1 || threads > MOST_THREADS) {
      throw NexusException.invalidValue(
          "no such count of threads: " + threads, "use 1 to " + MOST_THREADS);
    }
  }

  /// A tar.gz in `packages/`, coded by every core.
  ///
  /// @return the defaults
  public static PackageOptions defaults() {
    int cores = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return new PackageOptions(
        Path.of("packages"), ArchiveFormat.TAR_GZ, false, false, cores, null, Progress.NONE, null);
  }

  /// Another folder.
  ///
  /// @param other where the archive goes
  /// @return a changed copy
  public PackageOptions withFolder(Path other) {
    return new PackageOptions(
        other, format, store, overwrite, threads, createdAt, progress, signingKey);
  }

  /// Another archive format.
  ///
  /// @param other tar.gz or zip
  /// @return a changed copy
  public PackageOptions withFormat(ArchiveFormat other) {
    return new PackageOptions(
        folder, other, store, overwrite, threads, createdAt, progress, signingKey);
  }

  /// Stored chunks.
  ///
  /// @param stored whether chunks are stored instead of coded
  /// @return a changed copy
  public PackageOptions withStore(boolean stored) {
    return new PackageOptions(
        folder, format, stored, overwrite, threads, createdAt, progress, signingKey);
  }

  /// Overwriting.
  ///
  /// @param allowed whether another file of the same name may be replaced
  /// @return a changed copy
  public PackageOptions withOverwrite(boolean allowed) {
    return new PackageOptions(
        folder, format, store, allowed, threads, createdAt, progress, signingKey);
  }

  /// Another count of threads.
  ///
  /// @param count 1 to 256
  /// @return a changed copy
  public PackageOptions withThreads(int count) {
    return new PackageOptions(
        folder, format, store, overwrite, count, createdAt, progress, signingKey);
  }

  /// Another time.
  ///
  /// @param time used when the metadata sets no `created_at`; null for the model file's time
  /// @return a changed copy
  public PackageOptions withCreatedAt(@Nullable Instant time) {
    return new PackageOptions(
        folder, format, store, overwrite, threads, time, progress, signingKey);
  }

  /// A listener.
  ///
  /// @param listener hears of the model's bytes
  /// @return a changed copy
  public PackageOptions withProgress(Progress listener) {
    return new PackageOptions(
        folder, format, store, overwrite, threads, createdAt, listener, signingKey);
  }

  /// A signature.
  ///
  /// @param key a key for models; null for none
  /// @return a changed copy
  public PackageOptions withSigningKey(@Nullable SigningKey key) {
    return new PackageOptions(folder, format, store, overwrite, threads, createdAt, progress, key);
  }

  /// As `PackageOptions[packages, tar.gz, 2 threads]`.
  @Override
  public String toString() {
    return "PackageOptions["
        + Display.escape(folder.toString(), 40)
        + ", "
        + format
        + (store ? ", stored" : "")
        + (overwrite ? ", overwriting" : "")
        + (signingKey == null ? "" : ", signed")
        + ", "
        + threads
        + " threads]";
  }
}
