package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How readers reach the objects of a store in S3: by S3's own addresses, and by CloudFront's where
/// a distribution is known. `docs/stores.md` section 8.
public final class BucketFront {
  private static final String NONE = "none";

  private final S3Store store;
  private final S3Options options;
  private final @Nullable Distribution distribution;
  private final List<String> notes = new ArrayList<>();

  private BucketFront(S3Store store, S3Options options, @Nullable Distribution distribution) {
    this.store = store;
    this.options = options;
    this.distribution = distribution;
  }

  /// Looks for the distribution. What fails here is a note, not an error.
  ///
  /// @param store the store
  /// @param domain as the user says; `none`; null to ask AWS for it
  /// @param options how AWS is reached
  /// @return what is known
  /// @throws NexusException.InvalidValue when the domain cannot be one
  public static BucketFront of(S3Store store, @Nullable String domain, S3Options options) {
    if (domain != null) {
      return new BucketFront(
          store,
          options,
          domain.equals(NONE)
              ? null
              : new Distribution("", "", CloudFrontAddress.checked(domain), ""));
    }
    if (!store.bucket().connection().isAws()) {
      return new BucketFront(store, options, null);
    }
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      return new BucketFront(
          store, options, cloudFront.ofBucket(store.bucket().name()).orElse(null));
    } catch (NexusException e) {
      BucketFront unknown = new BucketFront(store, options, null);
      unknown.notes.add(
          "CloudFront was not asked: " + e.getMessage() + "; name the domain with --cloudfront");
      return unknown;
    }
  }

  /// The bucket.
  ///
  /// @return its name
  public String bucket() {
    return store.bucket().name();
  }

  /// An object's name in the bucket.
  ///
  /// @param key its key in the store
  /// @return with the store's prefix
  public String name(ObjectKey key) {
    return store.name(key);
  }

  /// An object's address in S3.
  ///
  /// @param key its key in the store
  /// @return for whoever may read it there
  public String url(ObjectKey key) {
    return store.url(key);
  }

  /// An object's address behind CloudFront.
  ///
  /// @param key its key in the store
  /// @return null where no distribution is known to serve it
  public @Nullable String cloudfrontUrl(ObjectKey key) {
    return distribution != null && distribution.serves(name(key))
        ? distribution.url(name(key))
        : null;
  }

  /// Makes CloudFront forget objects, where that is possible.
  ///
  /// @param changed objects that were replaced
  /// @return the id of the invalidation; empty where there is none to ask for
  public List<String> invalidate(List<ObjectKey> changed) {
    Distribution front = distribution;
    if (front == null || front.id().isEmpty()) {
      return List.of();
    }
    List<String> paths =
        changed.stream().map(this::name).filter(front::serves).map(front::path).toList();
    if (paths.isEmpty()) {
      return List.of();
    }
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      return List.of(cloudFront.invalidate(front.id(), paths));
    } catch (NexusException e) {
      notes.add("CloudFront keeps the former state for a minute: " + e.getMessage());
      return List.of();
    }
  }

  /// What could not be done.
  ///
  /// @return a sentence each
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /// As `BucketFront[models, d111111abcdef8.cloudfront.net]`.
  @Override
  public String toString() {
    return "BucketFront["
        + bucket()
        + (distribution == null ? "]" : ", " + Display.escape(distribution.domain(), 50) + "]");
  }
}
