package id.openclass.nexus.patch;

import id.openclass.nexus.core.Progress;

/// How a delta is applied.
///
/// @param threads how many decode at once, at least 1
/// @param overwrite whether another file under the result's name may be replaced
/// @param progress hears of bytes of the result
public record PatchOptions(int threads, boolean overwrite, Progress progress) {
  /// Checks the threads.
  ///
  /// @throws IllegalArgumentException when there are none
  public PatchOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("no threads");
    }
  }

  /// All processors, nothing replaced, no listener.
  ///
  /// @return the options
  public static PatchOptions defaults() {
    return new PatchOptions(Runtime.getRuntime().availableProcessors(), false, Progress.NONE);
  }

  /// With another number of threads.
  ///
  /// @param count at least 1
  /// @return the options
  public PatchOptions withThreads(int count) {
    return new PatchOptions(count, overwrite, progress);
  }

  /// With leave to replace.
  ///
  /// @param allowed whether another file may be replaced
  /// @return the options
  public PatchOptions withOverwrite(boolean allowed) {
    return new PatchOptions(threads, allowed, progress);
  }

  /// With a listener.
  ///
  /// @param listener hears of bytes of the result
  /// @return the options
  public PatchOptions withProgress(Progress listener) {
    return new PatchOptions(threads, overwrite, listener);
  }
}
