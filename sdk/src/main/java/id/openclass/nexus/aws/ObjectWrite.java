package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Writes one object: in one request, or in parts. `docs/stores.md` section 5.
final class ObjectWrite {
  private final S3Bucket bucket;
  private final String key;
  private final ByteSource content;
  private final PartPlan plan;
  private final CompletableFuture<PartDigests> digests;

  /// @param key the object's name in the bucket
  /// @param content what it shall hold; read once from here on, for its digests, while the caller
  ///   looks at what is there
  ObjectWrite(S3Bucket bucket, String key, ByteSource content) {
    this.bucket = bucket;
    this.key = key;
    this.plan = PartPlan.of(content.length());
    // What goes in one request is read once, so that what is digested is what is sent.
    this.content =
        plan.isSingle()
            ? ByteSource.of(content.name(), content.read(new ByteRange(0, content.length())))
            : content;
    PartCheck check = bucket.connection().partCheck();
    this.digests =
        CompletableFuture.supplyAsync(
            () -> PartDigests.of(this.content, plan, check),
            work -> Thread.ofPlatform().daemon().name("digests").start(work));
  }

  private PartDigests digests() {
    try {
      return digests.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof NexusException failure ? failure : e;
    }
  }

  /// What was sent and what was there.
  ///
  /// @param sentParts how many parts went over the line, whole
  /// @param keptParts how many a run before had sent
  record Sent(int sentParts, int keptParts) {}

  long sizeBytes() {
    return content.length();
  }

  Digest sha256() {
    return digests().whole();
  }

  /// Writes.
  ///
  /// @param journals where to remember what is sent; null for nowhere
  /// @return what was sent; null when the condition of the headers is not met
  @Nullable Sent run(ObjectHeaders headers, @Nullable Path journals, Progress.Task progress) {
    try {
      return once(headers, journals, progress);
    } catch (NexusException.Refused e) {
      if (!isUnknownCondition(e) || headers.ifNoneMatch() == null) {
        throw e;
      }
      return once(headers.withoutCondition(), journals, progress);
    }
  }

  /// Some servers do not know conditions, and say so.
  static boolean isUnknownCondition(NexusException failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (S3Failures.status(suppressed) == 501) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Sent once(
      ObjectHeaders headers, @Nullable Path journals, Progress.Task progress) {
    if (plan.isSingle()) {
      PutObjectResponse put =
          bucket.connection().options().patience().call(() -> put(headers)).orElse(null);
      progress.advance(put == null ? 0 : content.length());
      return put == null ? null : new Sent(1, 0);
    }
    try (UploadJournal journal =
        UploadJournal.open(
            journals,
            bucket.connection().server() + " " + bucket.shown(key),
            key.substring(key.lastIndexOf('/') + 1),
            digests().whole(),
            plan)) {
      MultipartUpload upload =
          new MultipartUpload(bucket, key, content, plan, digests(), headers, journal);
      return upload.run(progress);
    }
  }

  /// Sends everything in one request.
  ///
  /// @return the answer; empty when the condition is not met
  Optional<PutObjectResponse> put(ObjectHeaders headers) {
    try {
      return Optional.of(
          bucket
              .client()
              .putObject(
                  request(headers),
                  ContentStream.body(
                      content, new ByteRange(0, content.length()), headers.contentType())));
    } catch (SdkException e) {
      if (isConditionFailed(e)) {
        return Optional.empty();
      }
      throw headers.publicRead()
          ? Acl.failure(bucket, key, e)
          : bucket.failure(e, key, "write", "s3:PutObject");
    }
  }

  static boolean isConditionFailed(SdkException failure) {
    return S3Failures.status(failure) == 412;
  }

  private PutObjectRequest request(ObjectHeaders headers) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .contentType(headers.contentType())
            .cacheControl(headers.cacheControl())
            .metadata(S3Bucket.metadata(digests().whole()))
            .ifMatch(headers.ifMatch())
            .ifNoneMatch(headers.ifNoneMatch());
    digests().check().addTo(request, digests().of(1));
    if (headers.publicRead()) {
      request.acl(ObjectCannedACL.PUBLIC_READ);
    }
    Encryption encryption = Encryption.of(bucket.connection().options());
    return request.serverSideEncryption(encryption.kind()).ssekmsKeyId(encryption.key()).build();
  }
}
