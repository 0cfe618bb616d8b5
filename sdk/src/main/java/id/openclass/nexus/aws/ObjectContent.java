package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What is to be sent. Its SHA-256 is computed from the moment that this is made: nothing can be
/// sent without it, or, where the caller knows it, put together before it is confirmed.
final class ObjectContent {
  private final ByteSource bytes;
  private final PartPlan plan;
  private final @Nullable Digest known;
  private final PartDigests crcs;
  private final CompletableFuture<Digest> computed;

  private ObjectContent(ByteSource source, PartPlan plan, @Nullable Digest known) {
    this.plan = plan;
    // What goes in one request is read once, so that what is digested is what is sent.
    this.bytes =
        plan.isSingle()
            ? ByteSource.of(source.name(), source.read(new ByteRange(0, source.length())))
            : source;
    this.known = known;
    this.crcs = new PartDigests(PartCheck.CRC32C, plan);
    this.computed = CompletableFuture.supplyAsync(this::readAll, ObjectContent::start);
  }

  /// One pass computes both: a CRC of what is at hand takes next to no time beside its SHA-256.
  private Digest readAll() {
    try {
      return Digest.of(bytes, crcs::feed);
    } catch (RuntimeException | Error e) {
      crcs.fail(e);
      throw e;
    }
  }

  static ObjectContent of(ByteSource source) {
    return new ObjectContent(source, PartPlan.of(source.length()), null);
  }

  /// What goes in one request, however long it is.
  static ObjectContent inOneRequest(ByteSource source) {
    return new ObjectContent(source, PartPlan.single(source.length()), null);
  }

  /// @param sha256 as the caller knows it
  static ObjectContent of(ByteSource source, Digest sha256) {
    return new ObjectContent(source, PartPlan.of(source.length()), sha256);
  }

  /// Starts a thread: another core's work.
  static void start(Runnable work) {
    Thread.ofPlatform().daemon().name("digest").start(work);
  }

  /// Waits for what was begun.
  static <T> T await(CompletableFuture<T> begun) {
    try {
      return begun.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NexusException failure ? failure : e;
    }
  }

  ByteSource bytes() {
    return bytes;
  }

  PartPlan plan() {
    return plan;
  }

  /// The CRC-32C of each part: known when the pass over the content has come so far.
  PartDigests crcs() {
    return crcs;
  }

  /// As the caller knows it, or as it was computed.
  Digest sha256() {
    return known != null ? known : await(computed);
  }

  /// Whether the digest is more than what the caller says.
  boolean isConfirmed() {
    return computed.isDone() && await(computed).equals(sha256());
  }

  /// Throws when it is known already that it is not what the caller says.
  void requireNoOther() {
    if (computed.isDone()) {
      requireDigest();
    }
  }

  /// Throws when it is not what the caller says, or was written to since it was opened.
  void requireSame() {
    requireDigest();
    requireUnchanged();
  }

  /// Throws when it was written to since it was opened.
  void requireUnchanged() {
    bytes.requireUnchanged("the content changed while it was uploaded; nothing was written");
  }

  private void requireDigest() {
    Digest found = await(computed);
    if (!found.equals(sha256())) {
      throw NexusException.digestMismatch(
          "what was to be written has SHA-256 " + found + ", not " + sha256(),
          Display.escape(bytes.name()),
          "it changed meanwhile; run this again");
    }
  }

  @Override
  public String toString() {
    return "ObjectContent[" + bytes.name() + ", " + plan + "]";
  }
}
