package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// Writes one object: in one request, or in parts. `docs/stores.md` section 5.
final class ObjectWrite {
  private final S3Bucket bucket;
  private final String key;
  private final ObjectContent content;
  private final PartDigests digests;

  /// @param key the object's name in the bucket
  /// @param content what it shall hold
  ObjectWrite(S3Bucket bucket, String key, ObjectContent content) {
    this.bucket = bucket;
    this.key = key;
    this.content = content;
    PartCheck check = bucket.connection().partCheck();
    this.digests = PartDigests.of(content, content.plan().isSingle() ? check.knownToAll() : check);
  }

  /// What was sent and what was there.
  ///
  /// @param sentParts how many parts went over the line, whole
  /// @param keptParts how many a run before had sent
  record Sent(int sentParts, int keptParts) {}

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
    if (content.plan().isSingle()) {
      content.requireSame();
      PutObjectResponse put =
          bucket.connection().options().patience().call(() -> put(headers)).orElse(null);
      progress.advance(put == null ? 0 : content.bytes().length());
      return put == null ? null : new Sent(1, 0);
    }
    try (UploadJournal journal =
        UploadJournal.open(
            journals,
            bucket.connection().server() + " " + bucket.shown(key),
            key.substring(key.lastIndexOf('/') + 1),
            content.sha256(),
            content.plan())) {
      MultipartUpload upload = new MultipartUpload(bucket, key, content, digests, headers, journal);
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
                      content.bytes(),
                      new ByteRange(0, content.bytes().length()),
                      headers.contentType())));
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
            .metadata(S3Bucket.metadata(content.sha256()))
            .ifMatch(headers.ifMatch())
            .ifNoneMatch(headers.ifNoneMatch());
    digests.check().addTo(request, digests.of(1));
    if (headers.publicRead()) {
      request.acl(ObjectCannedACL.PUBLIC_READ);
    }
    Encryption encryption = Encryption.of(bucket.connection().options());
    return request.serverSideEncryption(encryption.kind()).ssekmsKeyId(encryption.key()).build();
  }
}
