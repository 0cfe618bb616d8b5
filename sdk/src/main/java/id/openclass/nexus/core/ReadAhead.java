package id.openclass.nexus.core;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Reads all of a source from its first byte to its last, each MiB while the one before it is used:
/// even from memory, reading takes an eighth of the time that SHA-256 does.
final class ReadAhead {
  private static final int PIECE = 1 << 20;

  private final ByteSource content;

  private ReadAhead(ByteSource content) {
    this.content = content;
  }

  /// @param use gets each piece, from 0 to its limit, and must not keep it
  /// @throws NexusException as reading does
  static void forEach(ByteSource content, Consumer<ByteBuffer> use) {
    new ReadAhead(content).run(use);
  }

  private void run(Consumer<ByteBuffer> use) {
    // Its thread starts when there is a second piece.
    try (ExecutorService reader =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("read").factory())) {
      ByteBuffer piece = read(0, buffer());
      ByteBuffer spare = piece.limit() < content.length() ? buffer() : piece;
      long at = piece.limit();
      while (at < content.length()) {
        long from = at;
        ByteBuffer into = spare;
        var ahead = CompletableFuture.supplyAsync(() -> read(from, into), reader);
        use.accept(piece);
        spare = piece;
        piece = await(ahead);
        at += piece.limit();
      }
      use.accept(piece);
    }
  }

  private ByteBuffer buffer() {
    return ByteBuffer.allocate((int) Math.min(PIECE, content.length()));
  }

  private ByteBuffer read(long at, ByteBuffer into) {
    into.clear().limit((int) Math.min(into.capacity(), content.length() - at));
    content.read(at, into);
    return into.flip();
  }

  private static <T> T await(CompletableFuture<T> begun) {
    try {
      return begun.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NexusException failure ? failure : e;
    }
  }
}
