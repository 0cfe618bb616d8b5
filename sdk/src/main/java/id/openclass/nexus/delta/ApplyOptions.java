package id.openclass.nexus.delta;

import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to apply updates. Immutable; `with...` gives a changed copy.
///
/// @param file the result's file; null for `STEM_updated.EXT` beside the base
/// @param folder where the new version's whole package folder goes; null for the model alone
/// @param keepReverse whether to make the update that goes back, too
/// @param overwrite whether other files and folders of the results' names may be replaced
/// @param threads how many work at once, 1 or more; the bytes do not depend on it
/// @param progress hears of the bytes
public record ApplyOptions(
    @Nullable Path file,
    @Nullable Path folder,
    boolean keepReverse,
    boolean overwrite,
    int threads,
    Progress progress) {

  /// The model alone, beside the base; every processor; nothing is overwritten.
  ///
  /// @return the defaults
  public static ApplyOptions defaults() {
    return new ApplyOptions(
        null, null, false, false, Runtime.getRuntime().availableProcessors(), Progress.NONE);
  }

  /// Sets the result's file.
  ///
  /// @param path a file; null for the default name
  /// @return a changed copy
  public ApplyOptions withFile(@Nullable Path path) {
    return new ApplyOptions(path, folder, keepReverse, overwrite, threads, progress);
  }

  /// Sets where the whole package folder goes.
  ///
  /// @param path a folder; null for the model alone
  /// @return a changed copy
  public ApplyOptions withFolder(@Nullable Path path) {
    return new ApplyOptions(file, path, keepReverse, overwrite, threads, progress);
  }

  /// Sets whether the way back is kept.
  ///
  /// @param keep true to make the reverse update, too
  /// @return a changed copy
  public ApplyOptions withKeepReverse(boolean keep) {
    return new ApplyOptions(file, folder, keep, overwrite, threads, progress);
  }

  /// Sets what happens to other files of the same names.
  ///
  /// @param replace true to replace them
  /// @return a changed copy
  public ApplyOptions withOverwrite(boolean replace) {
    return new ApplyOptions(file, folder, keepReverse, replace, threads, progress);
  }

  /// Sets how many threads work.
  ///
  /// @param count 1 or more
  /// @return a changed copy
  public ApplyOptions withThreads(int count) {
    return new ApplyOptions(file, folder, keepReverse, overwrite, count, progress);
  }

  /// Sets who hears of the bytes.
  ///
  /// @param listener a listener
  /// @return a changed copy
  public ApplyOptions withProgress(Progress listener) {
    return new ApplyOptions(file, folder, keepReverse, overwrite, threads, listener);
  }
}
