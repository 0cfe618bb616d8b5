package id.openclass.nexus.pack;

import id.openclass.nexus.core.Progress;

/// How a package is unpacked.
///
/// @param threads how many chunks are decoded at once, 1 or more
/// @param overwrite whether a folder with other content may be replaced
/// @param progress hears of the model's bytes
public record ExtractOptions(int threads, boolean overwrite, Progress progress) {
  /// Every core, nothing replaced.
  ///
  /// @return the defaults
  public static ExtractOptions defaults() {
    return new ExtractOptions(Runtime.getRuntime().availableProcessors(), false, Progress.NONE);
  }

  /// A listener.
  ///
  /// @param listener hears of the model's bytes
  /// @return a changed copy
  public ExtractOptions withProgress(Progress listener) {
    return new ExtractOptions(threads, overwrite, listener);
  }
}
