package id.openclass.nexus.archive;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The buffers of the chunks under way, a fixed number of them: who wants one waits until another
/// is done. Remembers the first failure.
final class ChunkBuffers {
  /// A chunk under way.
  static final class Slot {
    final byte[] content = new byte[ChunkTable.CHUNK_BYTES];
    final byte[] coded = new byte[ChunkTable.CHUNK_BYTES + ChunkTable.MAX_EXPANSION];
    byte[] digest = {};
    int length;
    int codedLength;
  }

  /// 40 MiB. More threads than these buffers feed would only wait for MD5, which is one chain: that
  /// alone takes a fifth of all the time.
  private static final int MOST = 20;

  private final BlockingQueue<Slot> free;
  private final int count;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// Buffers for a number of threads: enough that no thread waits for another's chunk, but at most
  /// [#MOST], and at most an eighth of the heap.
  ChunkBuffers(int threads) {
    long affordable = Runtime.getRuntime().maxMemory() / (16L * ChunkTable.CHUNK_BYTES);
    count = (int) Math.max(3, Math.min(Math.min(2L * threads + 6, MOST), affordable));
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(new Slot());
    }
  }

  Slot take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("interrupted", e);
    }
  }

  /// Makes a slot free again when everything that uses it has ended, well or not.
  void giveBackAfter(Slot slot, CompletableFuture<Void> uses) {
    CompletableFuture<Void> unused =
        uses.handle((ok, thrown) -> {
          if (thrown != null) {
            failure.compareAndSet(null, thrown);
          }
          free.add(slot);
          return null;
        });
    assert unused != null;
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /// Waits until no slot is in use.
  ///
  /// @throws RuntimeException the first failure, if there was one
  void awaitAll() {
    for (int i = 0; i < count; i++) {
      Slot unused = take();
      assert unused != null;
    }
    rethrow(failure.get());
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
