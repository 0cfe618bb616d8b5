package id.openclass.nexus.pack;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/// Digests of a whole file, taken in one pass.
///
/// @param sizeBytes how long the file is
/// @param sha256 its SHA-256
/// @param md5Hex its MD5 in hexadecimal digits: for comparing with other programs' records, never
///   for trust
public record Checksums(long sizeBytes, Digest sha256, String md5Hex) {
  private static final int BUFFER = 1 << 20;

  /// Reads a file.
  ///
  /// @param file any file
  /// @return its digests
  public static Checksums of(Path file) {
    return of(file, Progress.NONE);
  }

  /// Reads a file.
  ///
  /// @param file any file
  /// @param progress hears of its bytes
  /// @return its digests
  public static Checksums of(Path file, Progress progress) {
    try (ByteSource source = ByteSource.of(file);
        var task =
            progress.begin("reading " + Display.escape(file.toString(), 60), source.length())) {
      return of(source, task);
    }
  }

  private static Checksums of(ByteSource source, Progress.Task task) {
    MessageDigest sha256 = Digest.sha256(source.length());
    MessageDigest md5 = Digest.md5();
    byte[][] buffers = new byte[2][BUFFER];
    CompletableFuture<Void> behind = CompletableFuture.completedFuture(null);
    for (long at = 0; at < source.length(); at += BUFFER) {
      byte[] buffer = buffers[(int) (at / BUFFER % 2)];
      int length = (int) Math.min(BUFFER, source.length() - at);
      source.read(at, ByteBuffer.wrap(buffer, 0, length));
      // MD5 is the slower one: it runs beside the reading and SHA-256 of the next buffer.
      behind.join();
      behind = CompletableFuture.runAsync(() -> Digest.feed(md5, buffer, length));
      Digest.feed(sha256, buffer, length);
      task.advance(length);
    }
    behind.join();
    return new Checksums(
        source.length(), Digest.finish(sha256), HexFormat.of().formatHex(md5.digest()));
  }

  /// Compares with what somebody expects.
  ///
  /// @param hex a SHA-256 (64 digits) or an MD5 (32 digits), in either case
  /// @return true when the file has it
  /// @throws NexusException.InvalidValue when it is neither
  public boolean matches(String hex) {
    if (hex.matches("[0-9a-fA-F]{32}")) {
      return md5Hex.equalsIgnoreCase(hex);
    }
    return sha256.equals(Digest.parse(hex));
  }

  /// As `Checksums[253 MB, sha256 1a2b3c4d5e6f]`.
  @Override
  public String toString() {
    return "Checksums["
        + Display.bytes(sizeBytes)
        + ", sha256 "
        + sha256.hex().substring(0, 12)
        + "]";
  }
}
