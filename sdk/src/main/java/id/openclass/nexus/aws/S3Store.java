package id.openclass.nexus.aws;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.store.ObjectKey;
import id.openclass.nexus.store.ObjectSource;
import id.openclass.nexus.store.ObjectVersion;
import id.openclass.nexus.store.RetryingStore;
import id.openclass.nexus.store.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A store in a bucket of AWS, or of a server that speaks as S3 does. `docs/stores.md` section 5.
/// What breaks on the line is tried again here, as the options say; no wrapper is needed.
///
/// ```java
/// try (var store = S3Store.at("s3://models/repository", S3Options.defaults())) {
///   store.writeNew(ObjectKey.of("a.json"), content);
/// }
/// ```
public final class S3Store implements Store.Writable {
  private final S3Address address;
  private final S3Bucket bucket;
  private final @Nullable Path journals;

  private S3Store(S3Address address, S3Bucket bucket, @Nullable Path journals) {
    this.address = address;
    this.bucket = bucket;
    this.journals = journals;
  }

  /// Opens a store.
  ///
  /// @param address `s3://BUCKET/PREFIX`
  /// @param options how it is reached
  /// @return the store; that the bucket is there is not checked
  /// @throws NexusException.Refused when there are no credentials
  /// @throws NexusException.InvalidValue when the address is none, or no region is known
  public static S3Store at(String address, S3Options options) {
    S3Address place = S3Address.parse(address);
    S3Connection connection = S3Connection.open(options);
    return new S3Store(place, new S3Bucket(connection, place.bucket()), null);
  }

  /// The same store, which remembers on disk what it sent of large objects: after a kill the same
  /// write goes on.
  ///
  /// @param folder for the journals; made where needed
  /// @return a store over the same connection: close one of them
  public S3Store withJournals(Path folder) {
    return new S3Store(address, bucket, folder);
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public String address(ObjectKey key) {
    return bucket.shown(name(key));
  }

  /// The object's name in the bucket.
  String name(ObjectKey key) {
    return address.name(key.text());
  }

  /// The address of an object for whoever has no credentials.
  ///
  /// @param key its key
  /// @return `https://BUCKET.s3.REGION.amazonaws.com/NAME`, or one below the endpoint
  public String url(ObjectKey key) {
    return bucket.connection().url(bucket.name(), name(key));
  }

  S3Bucket bucket() {
    return bucket;
  }

  @Override
  public Optional<ObjectSource> find(ObjectKey key) {
    var patience = bucket.connection().options().patience();
    return patience
        .call(() -> bucket.find(name(key)))
        .map(object -> RetryingStore.of(object, patience));
  }

  @Override
  public Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    return small(key, mostBytes).map(S3Bucket.Small::bytes);
  }

  private Optional<S3Bucket.Small> small(ObjectKey key, int mostBytes) {
    var patience = bucket.connection().options().patience();
    return patience.call(() -> bucket.readSmall(name(key), mostBytes));
  }

  @Override
  public OutputFile.Outcome writeNew(
      ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent) {
    if (find(key).isPresent()) {
      return compare(key, content.length(), sha256);
    }
    ObjectWrite write = new ObjectWrite(bucket, name(key), ObjectContent.of(content, sha256));
    if (write.run(ObjectHeaders.ofNew(key.text()), journals, sent) == null) {
      // Another publisher was faster, or the answer to the first try was lost.
      return compare(key, content.length(), sha256);
    }
    find(key).ifPresent(object -> requireSame(object, content.length(), sha256));
    return OutputFile.Outcome.WRITTEN;
  }

  private OutputFile.Outcome compare(ObjectKey key, long size, Digest sha256) {
    requireSame(open(key), size, sha256);
    return OutputFile.Outcome.ALREADY_THERE;
  }

  private static void requireSame(ObjectSource there, long size, Digest sha256) {
    ObjectComparison.of(there).requireContent(size, sha256);
  }

  @Override
  public Optional<ObjectVersion> replace(ObjectKey key, byte[] content, ObjectVersion expected) {
    if (content.length > MOST_REPLACED_BYTES) {
      throw new IllegalArgumentException(content.length + " bytes are too many to be replaced");
    }
    ObjectWrite write =
        new ObjectWrite(
            bucket, name(key), ObjectContent.inOneRequest(ByteSource.of(address(key), content)));
    ObjectHeaders headers = ObjectHeaders.ofReplaced(key.text(), expected);
    try {
      return bucket
          .connection()
          .options()
          .patience()
          .call(() -> write.put(headers))
          .map(put -> new ObjectVersion(put.eTag()))
          .or(() -> lostAnswer(key, content));
    } catch (NexusException.NotFound e) {
      // With If-Match, S3 says so of an object that is gone.
      if (headers.ifMatch() != null) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// A second try fails its condition when the first one was done and its answer was lost.
  private Optional<ObjectVersion> lostAnswer(ObjectKey key, byte[] content) {
    return small(key, MOST_REPLACED_BYTES)
        .filter(there -> Arrays.equals(there.bytes(), content))
        .map(S3Bucket.Small::version);
  }

  @Override
  public void delete(ObjectKey key) {
    run(
        "delete",
        "s3:DeleteObject",
        key.text(),
        () -> bucket.client().deleteObject(r -> r.bucket(bucket.name()).key(name(key))));
  }

  private <T> T run(String action, String permission, String key, Supplier<T> work) {
    return bucket
        .connection()
        .options()
        .patience()
        .call(() -> {
          try {
            return work.get();
          } catch (SdkException e) {
            throw bucket.failure(e, address.name(key), action, permission);
          }
        });
  }

  @Override
  public List<Listed> list(String prefix) {
    return run(
        "list",
        "s3:ListBucket",
        prefix,
        () ->
            bucket
                .client()
                .listObjectsV2Paginator(r -> r.bucket(bucket.name()).prefix(address.name(prefix)))
                .contents()
                .stream()
                .flatMap(this::listed)
                .sorted(Comparator.comparing(Listed::key))
                .toList());
  }

  private Stream<Listed> listed(S3Object object) {
    String key = object.key().substring(address.name("").length());
    return ObjectKey.isAllowed(key)
        ? Stream.of(new Listed(ObjectKey.of(key), object.size()))
        : Stream.empty();
  }

  @Override
  public boolean honoursConditions() {
    ObjectKey probe = ObjectKey.of("nexus-probe-" + UUID.randomUUID());
    byte[] one = {1};
    byte[] two = {2};
    try {
      boolean made = replace(probe, one, ObjectVersion.NONE).isPresent();
      boolean kept = replace(probe, two, ObjectVersion.NONE).isEmpty();
      ObjectVersion other = new ObjectVersion("\"00000000000000000000000000000000\"");
      return made && kept && replace(probe, two, other).isEmpty();
    } catch (NexusException.Refused e) {
      if (ObjectWrite.isUnknownCondition(e)) {
        return false;
      }
      throw e;
    } finally {
      delete(probe);
    }
  }

  @Override
  public int dropUnfinished(String prefix, Instant startedBefore) {
    return run(
        "list uploads of",
        "s3:ListBucketMultipartUploads",
        prefix,
        () -> {
          List<MultipartUpload> old =
              bucket
                  .client()
                  .listMultipartUploadsPaginator(
                      r -> r.bucket(bucket.name()).prefix(address.name(prefix)))
                  .uploads()
                  .stream()
                  .filter(upload -> upload.initiated().isBefore(startedBefore))
                  .toList();
          old.forEach(upload ->
              bucket
                  .client()
                  .abortMultipartUpload(
                      r -> r.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId())));
          return old.size();
        });
  }

  @Override
  public void close() {
    bucket.connection().close();
  }

  /// As `S3Store[s3://models/repository]`.
  @Override
  public String toString() {
    return "S3Store[" + Display.escape(name(), 80) + "]";
  }
}
