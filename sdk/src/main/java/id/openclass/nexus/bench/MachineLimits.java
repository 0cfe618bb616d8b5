package id.openclass.nexus.bench;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.DoubleSupplier;

/// What this machine can do at best with a file's worth of bytes: no packer is faster than the
/// slowest of these that it needs. Each is one thread, in blocks of 1 MiB.
public enum MachineLimits {
  /// SHA-256 of bytes in memory, as fast as it can be had.
  SHA_256("SHA-256, one core"),
  /// The same by Java alone.
  JAVA_SHA_256("SHA-256 of Java, one core"),
  /// MD5 of bytes in memory.
  MD5("MD5, one core"),
  /// Copying bytes from one place in memory to another, 64 MiB at a time.
  COPY("memory copy"),
  /// Reading the file, which the system has in its cache.
  READ("read, cached"),
  /// Writing a new file and forcing it to disk.
  FORCED_WRITE("write and force");

  private static final int BLOCK = 1 << 20;
  private static final int COPIED = 64 << 20;

  private final String label;

  MachineLimits(String label) {
    this.label = label;
  }

  /// What a table calls it.
  ///
  /// @return a few words
  public String label() {
    return label;
  }

  /// Measures once.
  ///
  /// @param file gives the count of bytes, and is read
  /// @param scratch the file that is written; it is removed
  /// @return seconds
  double seconds(Path file, Path scratch) {
    try {
      long bytes = Files.size(file);
      return switch (this) {
        case SHA_256 -> digesting(Digest.sha256(bytes), bytes);
        case JAVA_SHA_256 -> digesting(Digest.sha256(), bytes);
        case MD5 -> digesting(Digest.md5(), bytes);
        case COPY -> copying(bytes);
        case READ -> reading(file);
        case FORCED_WRITE -> writing(scratch, bytes);
      };
    } catch (IOException e) {
      throw NexusException.io("measure with", file, e);
    }
  }

  private static double digesting(MessageDigest digest, long bytes) {
    byte[] block = new byte[BLOCK];
    return timed(() -> {
      for (long left = bytes; left > 0; left -= BLOCK) {
        Digest.feed(digest, block, (int) Math.min(BLOCK, left));
      }
      return digest.digest()[0];
    });
  }

  private static double copying(long bytes) {
    byte[] from = new byte[COPIED];
    byte[] to = new byte[COPIED];
    System.arraycopy(from, 0, to, 0, COPIED);
    return timed(() -> {
      for (long left = bytes; left > 0; left -= COPIED) {
        System.arraycopy(from, 0, to, 0, (int) Math.min(COPIED, left));
      }
      return to[COPIED - 1];
    });
  }

  private static double reading(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = System.nanoTime();
      while (channel.read(block.clear()) >= 0) {
        // The bytes are in memory; that is all.
      }
      return since(start);
    }
  }

  private static double writing(Path scratch, long bytes) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try (FileChannel channel =
        FileChannel.open(scratch, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      for (long left = bytes; left > 0; ) {
        left -= channel.write(block.clear().limit((int) Math.min(BLOCK, left)));
      }
      channel.force(true);
      return since(start);
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /// The result is used, so that the compiler leaves the work in.
  private static double timed(DoubleSupplier work) {
    long start = System.nanoTime();
    double result = work.getAsDouble();
    double seconds = since(start);
    return Double.isNaN(result) ? Double.NaN : seconds;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
