package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// What the parts of an object are checked by: computed in order, each known when it is.
final class PartDigests {
  private static final int BUFFER = 1 << 20;

  private final PartCheck check;

  /// In base 64.
  private final List<CompletableFuture<String>> values;

  private volatile boolean answersTell;

  private PartDigests(PartCheck check, List<CompletableFuture<String>> values) {
    this.check = check;
    this.values = values;
  }

  /// Begins to read all of the content, close behind the thread that computes its SHA-256: from
  /// memory.
  static PartDigests of(ObjectContent content, PartCheck check) {
    MessageDigest digest = check.digest(content.bytes().length());
    if (digest == null) {
      return new PartDigests(check, List.of());
    }
    PartDigests digests =
        new PartDigests(
            check,
            Stream.generate(() -> new CompletableFuture<String>())
                .limit(content.plan().count())
                .toList());
    ObjectContent.start(() -> digests.compute(content, digest));
    return digests;
  }

  private void compute(ObjectContent content, MessageDigest digest) {
    try {
      byte[] buffer = new byte[BUFFER];
      for (int number = 1; number <= values.size(); number++) {
        ByteRange part = content.plan().range(number);
        for (long at = part.offset(); at < part.end(); at += BUFFER) {
          int length = (int) Math.min(BUFFER, part.end() - at);
          content.bytes().read(at, ByteBuffer.wrap(buffer, 0, length));
          Digest.feed(digest, buffer, length);
        }
        values.get(number - 1).complete(base64(digest.digest()));
      }
    } catch (RuntimeException | Error e) {
      // Who waits would wait for ever.
      values.forEach(value -> value.completeExceptionally(e));
    }
  }

  private static String base64(byte[] digest) {
    return Base64.getEncoder().encodeToString(digest);
  }

  PartCheck check() {
    return check;
  }

  /// What a part is checked by. Waits for it.
  ///
  /// @param number counted from 1, as S3 does
  /// @return in base 64; empty when the signer computes it
  String of(int number) {
    return values.isEmpty() ? "" : ObjectContent.await(values.get(number - 1));
  }

  /// Whether the server must be told what it checks a part by. Where its answers name parts by the
  /// MD5 of what came, they say as much, and it need not compute that twice.
  boolean mustBeTold() {
    return !answersTell;
  }

  /// Looks at how the server names a part that it got.
  ///
  /// @param number counted from 1
  /// @param etag the name
  /// @param told whether the server was told the digest, and so looked itself
  /// @return whether the part came whole
  boolean cameWhole(int number, String etag, boolean told) {
    answersTell = check.isNamed(etag, of(number));
    return told || answersTell;
  }

  /// The checksum that AWS gives an object in parts: that of its parts' checksums, and their count.
  String composite() {
    MessageDigest sha = Digest.sha256();
    for (int number = 1; number <= values.size(); number++) {
      sha.update(Base64.getDecoder().decode(of(number)));
    }
    return base64(sha.digest()) + "-" + values.size();
  }

  @Override
  public String toString() {
    return "PartDigests[" + check + ", " + values.size() + "]";
  }
}
