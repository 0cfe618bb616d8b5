package id.openclass.nexus.diff;

import id.openclass.nexus.core.Progress;

/// How a delta is made. Threads leave no trace in its bytes.
///
/// @param threads how many code at once, at least 1
/// @param verify whether each segment is decoded again; one that comes out wrong is stored
/// @param overwrite whether another file under the delta's name may be replaced
/// @param progress hears of bytes that were read or coded
public record DiffOptions(int threads, boolean verify, boolean overwrite, Progress progress) {
  /// Checks the threads.
  ///
  /// @throws IllegalArgumentException when there are none
  public DiffOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("no threads");
    }
  }

  /// All processors, nothing decoded again, nothing replaced, no listener.
  ///
  /// @return the options
  public static DiffOptions defaults() {
    return new DiffOptions(Runtime.getRuntime().availableProcessors(), false, false, Progress.NONE);
  }

  /// With another number of threads.
  ///
  /// @param count at least 1
  /// @return the options
  public DiffOptions withThreads(int count) {
    return new DiffOptions(count, verify, overwrite, progress);
  }

  /// With each segment decoded again, or not.
  ///
  /// @param wanted whether
  /// @return the options
  public DiffOptions withVerify(boolean wanted) {
    return new DiffOptions(threads, wanted, overwrite, progress);
  }

  /// With leave to replace.
  ///
  /// @param allowed whether another file may be replaced
  /// @return the options
  public DiffOptions withOverwrite(boolean allowed) {
    return new DiffOptions(threads, verify, allowed, progress);
  }

  /// With a listener.
  ///
  /// @param listener hears of bytes that were read or coded
  /// @return the options
  public DiffOptions withProgress(Progress listener) {
    return new DiffOptions(threads, verify, overwrite, listener);
  }
}
