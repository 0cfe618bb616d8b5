package id.openclass.nexus.patch;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/// Whether a base is the one that a delta was made from: its size at once, its digest on a thread
/// of its own.
final class BaseCheck implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final DeltaFile delta;
  private final ByteSource base;
  private final CompletableFuture<Digest> digest = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopped;

  private BaseCheck(DeltaFile delta, ByteSource base) {
    this.delta = delta;
    this.base = base;
    this.thread = Thread.ofPlatform().name("base digest").daemon().unstarted(this::run);
  }

  /// Checks what costs nothing.
  ///
  /// @throws NexusException.BaseMismatch when the size is another
  static void requireSize(DeltaFile delta, ByteSource base) {
    if (base.length() != delta.baseSize()) {
      throw NexusException.baseMismatch(
          "another base: the delta was made from a file of "
              + Display.grouped(delta.baseSize())
              + " bytes with SHA-256 "
              + delta.baseDigest()
              + ", this one has "
              + Display.grouped(base.length())
              + " bytes",
          base.name(),
          "name the file that the update is from");
    }
  }

  /// Starts to read the base.
  static BaseCheck start(DeltaFile delta, ByteSource base) {
    BaseCheck check = new BaseCheck(delta, base);
    check.thread.start();
    return check;
  }

  /// Reads all of a file.
  static Digest digest(ByteSource source) {
    return digest(source, () -> false);
  }

  private static Digest digest(ByteSource source, BooleanSupplier stop) {
    MessageDigest running = Digest.sha256(source.length());
    byte[] piece = new byte[PIECE_BYTES];
    for (long at = 0; at < source.length() && !stop.getAsBoolean(); at += PIECE_BYTES) {
      int count = (int) Math.min(PIECE_BYTES, source.length() - at);
      source.read(at, ByteBuffer.wrap(piece, 0, count));
      Digest.feed(running, piece, count);
    }
    return Digest.finish(running);
  }

  private void run() {
    try {
      digest.complete(digest(base, () -> stopped));
    } catch (RuntimeException | Error e) {
      digest.completeExceptionally(e);
    }
  }

  /// Whether it is known that the base is wrong.
  boolean failed() {
    return digest.isDone()
        && (digest.isCompletedExceptionally() || !delta.baseDigest().equals(digest.join()));
  }

  /// Waits for the digest.
  ///
  /// @throws NexusException.BaseMismatch when it is another
  void await() {
    Digest found;
    try {
      found = digest.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof NexusException ours) {
        throw ours;
      }
      throw e;
    }
    if (!found.equals(delta.baseDigest())) {
      throw NexusException.baseMismatch(
          "another base: the delta was made from a file with SHA-256 "
              + delta.baseDigest()
              + ", this one has "
              + found,
          base.name(),
          "name the file that the update is from");
    }
  }

  /// Stops reading the base.
  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
