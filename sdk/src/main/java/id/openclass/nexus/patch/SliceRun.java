package id.openclass.nexus.patch;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.tensor.Grid;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Makes all slices of a result with a fixed number of buffers. Slices are made in any order; the
/// digest of the result is a chain through them in order.
final class SliceRun {
  /// What happens to a slice, on any thread.
  interface Work {
    /// Makes the slice and puts it where it belongs.
    void make(Slice slice, byte[] content, SliceDecoder.Buffers buffers);
  }

  private final int threads;
  private final Work work;
  private final Progress.Task progress;
  private final BooleanSupplier stop;
  private final BlockingQueue<byte[]> free;
  private final BlockingQueue<SliceDecoder.Buffers> buffers;
  private final MessageDigest sha256;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// A run.
  ///
  /// @param bytes of the result
  /// @param stop asked before each slice; when true, no more are made
  SliceRun(long bytes, int threads, Work work, Progress.Task progress, BooleanSupplier stop) {
    this.sha256 = Digest.sha256(bytes);
    this.threads = threads;
    this.work = work;
    this.progress = progress;
    this.stop = stop;
    int slots = 2 * threads + 2;
    free = new ArrayBlockingQueue<>(slots);
    for (int i = 0; i < slots; i++) {
      free.add(new byte[Grid.SLICE_BYTES]);
    }
    buffers = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      buffers.add(new SliceDecoder.Buffers());
    }
  }

  /// Makes all slices.
  ///
  /// @return the digest of the result
  /// @throws RuntimeException the first failure of any slice, when none is being made any more
  Digest run(Iterator<Slice> slices) {
    int slots = free.size();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
      while (slices.hasNext() && failure.get() == null && !stop.getAsBoolean()) {
        Slice slice = slices.next();
        byte[] content = take(free);
        CompletableFuture<Void> made =
            CompletableFuture.runAsync(() -> make(slice, content), workers);
        digested = digested.thenCombineAsync(made, (a, b) -> digest(slice, content), workers);
        giveBack(content, digested);
      }
      for (int i = 0; i < slots; i++) {
        take(free);
      }
    }
    rethrow(failure.get());
    return Digest.finish(sha256);
  }

  private void make(Slice slice, byte[] content) {
    SliceDecoder.Buffers mine = take(buffers);
    try {
      work.make(slice, content, mine);
    } finally {
      buffers.add(mine);
    }
  }

  private @Nullable Void digest(Slice slice, byte[] content) {
    int length = (int) slice.result().length();
    Digest.feed(sha256, content, length);
    progress.advance(length);
    return null;
  }

  private void giveBack(byte[] content, CompletableFuture<Void> used) {
    CompletableFuture<Void> unused =
        used.handle((ok, thrown) -> {
          if (thrown != null) {
            failure.compareAndSet(null, thrown);
          }
          free.add(content);
          return null;
        });
    assert unused != null;
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("interrupted", e);
    }
  }

  private static void rethrow(@Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException e ? e.getCause() : thrown;
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }
}
