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
/// @param check what the parts are checked by
/// @param parts that of each part, in base 64 and in order; empty when the signer computes it
record PartDigests(Digest whole, PartCheck check, List<String> parts) {
  private static final int BUFFER = 1 << 20;

  static PartDigests of(ByteSource content, PartPlan plan, PartCheck check) {
    MessageDigest whole = Digest.sha256();
    MessageDigest part = check.digest();
    List<String> parts = new ArrayList<>();
    byte[][] buffers = new byte[2][BUFFER];
    CompletableFuture<Void> behind = CompletableFuture.completedFuture(null);
    // Parts are whole MiB: no buffer is of two parts.
    for (long at = 0; at == 0 || at < content.length(); at += BUFFER) {
      byte[] buffer = buffers[(int) (at / BUFFER % 2)];
      int length = (int) Math.min(BUFFER, content.length() - at);
      content.read(at, ByteBuffer.wrap(buffer, 0, length));
      behind.join();
      behind = CompletableFuture.runAsync(() -> Digest.feed(whole, buffer, length));
      if (part != null) {
        Digest.feed(part, buffer, length);
        if ((at + length) % plan.partBytes() == 0 || at + length == content.length()) {
          parts.add(base64(part.digest()));
        }
      }
    }
    behind.join();
    return new PartDigests(Digest.finish(whole), check, List.copyOf(parts));
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }

  /// What a part is checked by.
  ///
  /// @param number counted from 1, as S3 does
  /// @return in base 64; empty when the signer computes it
  String of(int number) {
    return parts.isEmpty() ? "" : parts.get(number - 1);
  }

  /// The checksum that AWS gives an object in parts: that of its parts' checksums, and their count.
  String composite() {
    MessageDigest sha = Digest.sha256();
    parts.forEach(part -> sha.update(Base64.getDecoder().decode(part)));
    return base64(sha.digest()) + "-" + parts.size();
  }
}
