package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the parts of an object are checked by: computed in order, each known when it is.
final class PartDigests {
  private static final int PIECE = 1 << 20;

  private final PartCheck check;
  private final PartPlan plan;
  private final @Nullable MessageDigest running;

  /// In base 64.
  private final List<CompletableFuture<String>> values;

  /// How many are known.
  private int known;

  private long fed;
  private volatile boolean answersTell;

  /// To be fed.
  PartDigests(PartCheck check, PartPlan plan) {
    this.check = check;
    this.plan = plan;
    this.running = check.digest(plan.sizeBytes());
    this.values =
        Stream.generate(() -> new CompletableFuture<String>())
            .limit(running == null ? 0 : plan.count())
            .toList();
  }

  /// Those of the pass that computes the whole digest, or begins to read all of the content once
  /// more, close behind that pass: from memory.
  static PartDigests of(ObjectContent content, PartCheck check) {
    if (check == PartCheck.CRC32C) {
      return content.crcs();
    }
    PartDigests digests = new PartDigests(check, content.plan());
    if (digests.running != null) {
      ObjectContent.start(() -> digests.readAll(content.bytes()));
    }
    return digests;
  }

  private void readAll(ByteSource bytes) {
    try {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      do {
        piece.clear().limit((int) Math.min(PIECE, bytes.length() - fed));
        bytes.read(fed, piece);
        feed(piece.flip());
      } while (fed < bytes.length());
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /// Takes the next bytes.
  ///
  /// @param piece from 0 to its limit, of one part: parts are whole MiB
  void feed(ByteBuffer piece) {
    MessageDigest digest = Objects.requireNonNull(running, "the signer computes it");
    Digest.feed(digest, piece.array(), piece.limit());
    fed += piece.limit();
    if (fed == plan.range(known + 1).end()) {
      values.get(known).complete(base64(digest.digest()));
      known++;
    }
  }

  /// Who waits would wait for ever.
  void fail(Throwable failure) {
    values.forEach(value -> value.completeExceptionally(failure));
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

  /// The checksum that S3 gives an object in parts: that of its parts' checksums, and their count.
  String composite() {
    MessageDigest all = Objects.requireNonNull(check.digest(0), "the server stores none");
    for (int number = 1; number <= values.size(); number++) {
      all.update(Base64.getDecoder().decode(of(number)));
    }
    return base64(all.digest()) + "-" + values.size();
  }

  @Override
  public String toString() {
    return "PartDigests[" + check + ", " + values.size() + "]";
  }
}
