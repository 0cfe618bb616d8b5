package id.openclass.nexus.diff;

import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a delta is made. Threads leave no trace in its bytes.
///
/// @param threads how many code at once, at least 1
/// @param verify whether each segment is decoded again; one that comes out wrong is stored
/// @param adapter a LoRA that was merged into the new file, as a hint; null for none
/// @param overwrite whether another file under the delta's name may be replaced
/// @param progress hears of bytes that were read or coded
public record DiffOptions(
    int threads, boolean verify, @Nullable Path adapter, boolean overwrite, Progress progress) {
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
    int threads = Runtime.getRuntime().availableProcessors();
    return new DiffOptions(threads, false, null, false, Progress.NONE);
  }

  /// With another number of threads.
  ///
  /// @param count at least 1
  /// @return the options
  public DiffOptions withThreads(int count) {
    return new DiffOptions(count, verify, adapter, overwrite, progress);
  }

  /// With each segment decoded again, or not.
  ///
  /// @param wanted whether
  /// @return the options
  public DiffOptions withVerify(boolean wanted) {
    return new DiffOptions(threads, wanted, adapter, overwrite, progress);
  }

  /// With the LoRA that was merged into the new file: tensors that it changes are looked at for a
  /// low-rank term along its factors first.
  ///
  /// @param file an adapter as GGUF or safetensors; null for none
  /// @return the options
  public DiffOptions withAdapter(@Nullable Path file) {
    return new DiffOptions(threads, verify, file, overwrite, progress);
  }

  /// With leave to replace.
  ///
  /// @param allowed whether another file may be replaced
  /// @return the options
  public DiffOptions withOverwrite(boolean allowed) {
    return new DiffOptions(threads, verify, adapter, allowed, progress);
  }

  /// With a listener.
  ///
  /// @param listener hears of bytes that were read or coded
  /// @return the options
  public DiffOptions withProgress(Progress listener) {
    return new DiffOptions(threads, verify, adapter, overwrite, listener);
  }
}
