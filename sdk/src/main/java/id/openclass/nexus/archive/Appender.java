package id.openclass.nexus.archive;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// Writes a file from front to end and has the disk work on it from the start: left alone, the
/// system would keep gigabytes in memory and write them only when they are forced at the end.
final class Appender {
  /// Bytes between two forced writes: 0.1 s of a slow disk, so that the last one is short.
  private static final long FORCE_EVERY = 32L << 20;

  private final Path path;
  private final FileChannel channel;
  private final Executor flusher;
  private long position;
  private long forcedUpTo;
  private CompletableFuture<Void> forcing = CompletableFuture.completedFuture(null);

  Appender(Path path, FileChannel channel, Executor flusher) {
    this.path = path;
    this.channel = channel;
    this.flusher = flusher;
  }

  long position() {
    return position;
  }

  void write(byte[] bytes, int offset, int length) {
    writeAt(position, ByteBuffer.wrap(bytes, offset, length));
    position += length;
    if (position - forcedUpTo >= FORCE_EVERY && forcing.isDone()) {
      forcing.join();
      forcedUpTo = position;
      forcing = CompletableFuture.runAsync(this::force, flusher);
    }
  }

  void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /// Changes bytes that were written before.
  void writeAt(long offset, ByteBuffer bytes) {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  private void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw NexusException.io("write", path, e);
    }
  }

  /// Waits for the forced write under way.
  void settle() {
    try {
      forcing.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NexusException cause ? cause : e;
    }
  }
}
