package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The digests of an object and of its parts, taken in one pass on two cores.
///
/// @param whole of all of it
/// @param parts of each part, in order; empty when nobody asks for them
record PartDigests(Digest whole, List<Digest> parts) {
  private static final int BUFFER = 1 << 20;

  /// @param ofParts whether the server stores checksums of parts
  static PartDigests of(ByteSource content, PartPlan plan, boolean ofParts) {
    MessageDigest whole = Digest.sha256();
    MessageDigest part = Digest.sha256();
    List<Digest> parts = new ArrayList<>();
    byte[][] buffers = new byte[2][BUFFER];
    CompletableFuture<Void> behind = CompletableFuture.completedFuture(null);
    // Parts are whole MiB: no buffer is of two parts.
    for (long at = 0; at < content.length(); at += BUFFER) {
      byte[] buffer = buffers[(int) (at / BUFFER % 2)];
      int length = (int) Math.min(BUFFER, content.length() - at);
      content.read(at, ByteBuffer.wrap(buffer, 0, length));
      behind.join();
      behind = CompletableFuture.runAsync(() -> whole.update(buffer, 0, length));
      if (ofParts) {
        part.update(buffer, 0, length);
        if ((at + length) % plan.partBytes() == 0 || at + length == content.length()) {
          parts.add(Digest.finish(part));
        }
      }
    }
    behind.join();
    return new PartDigests(Digest.finish(whole), List.copyOf(parts));
  }

  /// A digest as S3 writes it.
  static String base64(Digest digest) {
    return Base64.getEncoder().encodeToString(digest.toBytes());
  }

  /// The checksum of an object in parts: that of its parts' checksums, and their count.
  String composite() {
    MessageDigest sha = Digest.sha256();
    parts.forEach(part -> sha.update(part.toBytes()));
    return base64(Digest.finish(sha)) + "-" + parts.size();
  }
}
