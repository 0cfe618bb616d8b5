package id.openclass.nexus.core;

/// Hears how far a long operation has come. An operation calls [#begin] once, then [Task#advance]
/// many times, from any thread but never from two at once, then [Task#close] once, also when it
/// failed.
public interface Progress {
  /// A listener that ignores everything.
  Progress NONE = (label, totalBytes) -> done -> {};

  /// The operation starts.
  ///
  /// @param label what is being done, a few words: `packing tiny-1.1.gguf`
  /// @param totalBytes bytes there are to do, or -1 when unknown
  /// @return hears of the bytes that are done
  Task begin(String label, long totalBytes);

  /// One operation in progress.
  @FunctionalInterface
  interface Task extends AutoCloseable {
    /// More is done.
    ///
    /// @param bytes how many bytes since the last call, never negative
    void advance(long bytes);

    /// The operation ended, well or not.
    @Override
    default void close() {}
  }
}
