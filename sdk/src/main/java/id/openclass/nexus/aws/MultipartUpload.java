package id.openclass.nexus.aws;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// Sends an object in parts, those that the server does not have yet. `docs/stores.md` sections 5
/// and 6.
final class MultipartUpload {
  private static final String PERMISSION = "s3:PutObject";

  private final S3Bucket bucket;
  private final String key;
  private final ObjectContent content;
  private final PartPlan plan;
  private final ObjectHeaders headers;
  private final UploadJournal journal;
  private PartDigests digests;

  MultipartUpload(
      S3Bucket bucket,
      String key,
      ObjectContent content,
      PartDigests digests,
      ObjectHeaders headers,
      UploadJournal journal) {
    this.bucket = bucket;
    this.key = key;
    this.content = content;
    this.plan = content.plan();
    this.digests = digests;
    this.headers = headers;
    this.journal = journal;
  }

  /// Sends what is missing and puts the parts together.
  ///
  /// @return what was sent; null when the condition of the headers is not met
  ObjectWrite.@Nullable Sent run(Progress.Task progress) {
    SortedMap<Integer, CompletedPart> parts = new TreeMap<>();
    String id = resumed(parts);
    if (id == null) {
      String former = journal.formerUploadId();
      id = retrying(this::create);
      journal.begin(id);
      if (former != null) {
        abort(former);
      }
    }
    int kept = parts.size();
    parts.keySet().forEach(number -> progress.advance(plan.range(number).length()));
    try {
      String upload = id;
      PartQueue queue = new PartQueue(bucket.connection().options(), missing(parts));
      parts.putAll(queue.run(number -> send(upload, number), plan, progress));
      // What was digested is what was sent.
      content.requireSame();
      boolean done = complete(upload, parts.values());
      if (!done) {
        abort(upload);
      }
      journal.remove();
      return done ? new ObjectWrite.Sent(parts.size() - kept, kept) : null;
    } catch (NexusException.Transfer e) {
      // The next run goes on.
      throw e;
    } catch (NexusException e) {
      abort(id);
      journal.remove();
      throw e;
    }
  }

  private <T> T retrying(Supplier<T> work) {
    return bucket.connection().options().patience().call(work);
  }

  private List<Integer> missing(Map<Integer, CompletedPart> there) {
    List<Integer> missing = new ArrayList<>();
    for (int number = 1; number <= plan.count(); number++) {
      if (!there.containsKey(number)) {
        missing.add(number);
      }
    }
    return missing;
  }

  /// Takes up what a run before sent.
  ///
  /// @param parts gets those that the server has as they should be
  /// @return the upload, or null when a new one must begin
  private @Nullable String resumed(Map<Integer, CompletedPart> parts) {
    String id = journal.uploadId();
    if (id == null) {
      return null;
    }
    List<Part> there = retrying(() -> listed(id));
    if (there.stream().anyMatch(part -> digests.check().of(part) == null)) {
      checkedByWhatAllKnow();
    }
    Map<Integer, String> noted = journal.parts();
    for (Part part : there) {
      if (isRight(part, noted)) {
        // Its checksum is the server's: ours may not be known yet.
        String checksum = digests.check().of(part);
        parts.put(part.partNumber(), completed(part.partNumber(), part.eTag(), checksum));
      }
    }
    return there.isEmpty() ? null : id;
  }

  /// @return no parts also when the server has no such upload any more
  private List<Part> listed(String id) {
    try {
      return bucket
          .client()
          .listPartsPaginator(r -> r.bucket(bucket.name()).key(key).uploadId(id))
          .parts()
          .stream()
          .toList();
    } catch (SdkException e) {
      if (S3Failures.status(e) == 404) {
        return List.of();
      }
      throw bucket.failure(e, key, "list parts of", "s3:ListMultipartUploadParts");
    }
  }

  private boolean isRight(Part part, Map<Integer, String> noted) {
    int number = part.partNumber();
    if (number > plan.count() || part.size() != plan.range(number).length()) {
      return false;
    }
    return part.eTag().equals(noted.get(number))
        || (part.checksumSHA256() != null
            && digests.check() == PartCheck.SHA256
            && digests.of(number).equals(part.checksumSHA256()));
  }

  /// The server does not take what parts were to be checked by.
  private void checkedByWhatAllKnow() {
    PartCheck check = digests.check().knownToAll();
    if (check != digests.check()) {
      digests = PartDigests.of(content, check);
    }
  }

  private CompletedPart completed(int number, String etag, @Nullable String checksum) {
    CompletedPart.Builder part = CompletedPart.builder().partNumber(number).eTag(etag);
    digests.check().addTo(part, checksum);
    return part.build();
  }

  private String create() {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .contentType(headers.contentType())
            .cacheControl(headers.cacheControl())
            .metadata(S3Bucket.metadata(content.sha256()))
            .checksumAlgorithm(digests.check().algorithm());
    if (headers.publicRead()) {
      request.acl(ObjectCannedACL.PUBLIC_READ);
    }
    Encryption encryption = Encryption.of(bucket.connection().options());
    request.serverSideEncryption(encryption.kind()).ssekmsKeyId(encryption.key());
    try {
      CreateMultipartUploadResponse begun = bucket.client().createMultipartUpload(request.build());
      if (begun.checksumAlgorithm() != digests.check().algorithm()) {
        checkedByWhatAllKnow();
      }
      return begun.uploadId();
    } catch (SdkException e) {
      if (digests.check() == PartCheck.CRC32C && isUnknown(e)) {
        checkedByWhatAllKnow();
        return create();
      }
      throw headers.publicRead()
          ? Acl.failure(bucket, key, e)
          : bucket.failure(e, key, "write", PERMISSION);
    }
  }

  /// Whether a server may refuse a header that it does not know.
  private static boolean isUnknown(SdkException failure) {
    int status = S3Failures.status(failure);
    return status == 400 || status == 501;
  }

  private CompletedPart send(String id, int number) {
    content.requireNoOther();
    boolean told = digests.mustBeTold();
    String etag = answer(id, number, told);
    if (!digests.cameWhole(number, etag, told)) {
      content.requireUnchanged();
      throw NexusException.transfer(
          "the server got part " + number + " damaged", bucket.shown(key), "run this again", null);
    }
    if (content.isConfirmed()) {
      // The next run takes it for a part of what has that digest.
      journal.took(number, etag);
    }
    return completed(number, etag, digests.of(number));
  }

  /// Sends a part.
  ///
  /// @param told whether the server is told its digest
  /// @return how the server names it
  private String answer(String id, int number, boolean told) {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder().bucket(bucket.name()).key(key).uploadId(id).partNumber(number);
    if (told) {
      digests.check().addTo(request, digests.of(number));
    }
    RequestBody part =
        ContentStream.body(content.bytes(), plan.range(number), "application/octet-stream");
    try {
      String etag = bucket.client().uploadPart(request.build(), part).eTag();
      if (etag == null) {
        throw NexusException.refused(
            "the server gave part " + number + " no name (ETag), so parts cannot be put together",
            bucket.shown(key),
            "look whether a proxy on the way removes that header");
      }
      return etag;
    } catch (SdkException e) {
      // Another digest than that of what was sent may be an earlier content's.
      content.requireUnchanged();
      throw bucket.failure(e, key, "write", PERMISSION);
    }
  }

  /// Puts the parts together.
  ///
  /// @return false when the condition is not met
  private boolean complete(String id, Collection<CompletedPart> parts) {
    return retrying(() -> {
      try {
        return complete(id, parts, headers);
      } catch (SdkException e) {
        throw bucket.failure(e, key, "write", PERMISSION);
      }
    });
  }

  private boolean complete(String id, Collection<CompletedPart> parts, ObjectHeaders conditions) {
    try {
      CompleteMultipartUploadResponse response =
          bucket
              .client()
              .completeMultipartUpload(r ->
                  r.bucket(bucket.name())
                      .key(key)
                      .uploadId(id)
                      .ifMatch(conditions.ifMatch())
                      .ifNoneMatch(conditions.ifNoneMatch())
                      .multipartUpload(m -> m.parts(parts)));
      checkComposite(digests.check().of(response));
      return true;
    } catch (SdkException e) {
      if (ObjectWrite.isConditionFailed(e)) {
        return false;
      }
      if (S3Failures.code(e).equals("NoSuchUpload") && isThere()) {
        // It was put together before; only the answer was lost.
        return true;
      }
      if (S3Failures.status(e) == 501 && conditions.ifNoneMatch() != null) {
        // The server knows no conditions, and says so.
        return complete(id, parts, conditions.withoutCondition());
      }
      throw e;
    }
  }

  private void checkComposite(@Nullable String checksum) {
    boolean known = checksum != null && checksum.contains("-");
    if (known && !digests.composite().equals(checksum)) {
      throw NexusException.digestMismatch(
          "the server put other parts together than were sent",
          bucket.shown(key),
          "run this again");
    }
  }

  private boolean isThere() {
    return bucket
        .find(key)
        .filter(object -> content.sha256().equals(object.info().sha256()))
        .isPresent();
  }

  private void abort(String id) {
    try {
      bucket.client().abortMultipartUpload(r -> r.bucket(bucket.name()).key(key).uploadId(id));
    } catch (SdkException e) {
      // It goes with what is older than a week.
    }
  }
}
