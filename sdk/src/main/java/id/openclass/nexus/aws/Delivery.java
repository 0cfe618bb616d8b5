package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of a bucket CloudFront serves, under which address, and how its caches forget what was
/// replaced: `docs/stores.md` section 8. What is delivered is in the bucket already, so nothing
/// here fails because of CloudFront: [#notes] tell. Not thread-safe.
///
/// ```java
/// Delivery delivery = Delivery.of(store, S3Options.defaults(), null);
/// delivery.url(ObjectKey.of("index.html"));
/// delivery.invalidate(List.of(ObjectKey.of("metadata/timestamp.json")));
/// ```
public final class Delivery {
  private static final String NONE = "none";
  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

  private final S3Address place;
  private final S3Options options;
  private final @Nullable Distribution distribution;
  private final List<String> notes;

  private Delivery(
      S3Address place, S3Options options, @Nullable Distribution distribution, List<String> notes) {
    this.place = place;
    this.options = options;
    this.distribution = distribution;
    this.notes = notes;
  }

  /// The delivery of a store.
  ///
  /// @param store in a bucket
  /// @param options of these, the profile
  /// @param domain in front of the bucket; `none`; null to ask AWS for the distribution whose
  ///   origin is the bucket
  /// @return what is known of it
  /// @throws NexusException.InvalidValue when it is no domain
  public static Delivery of(S3Store store, S3Options options, @Nullable String domain) {
    return of(store.place(), store.isAws(), options, domain);
  }

  static Delivery of(S3Address place, boolean aws, S3Options options, @Nullable String domain) {
    List<String> notes = new ArrayList<>();
    Distribution distribution = null;
    if (domain != null && !domain.equals(NONE)) {
      distribution = new Distribution("", "", checked(domain), "");
    } else if (domain == null && aws) {
      distribution = find(place, options, notes);
    }
    return new Delivery(place, options, distribution, notes);
  }

  private static String checked(String domain) {
    if (!DOMAIN.matcher(domain).matches()) {
      throw NexusException.invalidValue(
          "not a domain: " + Display.escape(domain, 80),
          "for example --cloudfront d111111abcdef8.cloudfront.net");
    }
    return domain;
  }

  private static @Nullable Distribution find(
      S3Address place, S3Options options, List<String> notes) {
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      Distribution found = cloudFront.ofBucket(place.bucket()).orElse(null);
      if (found == null) {
        notes.add("no distribution of CloudFront has the bucket " + place.bucket() + " as origin");
      }
      return found;
    } catch (NexusException e) {
      notes.add(
          "CloudFront was not asked: " + e.getMessage() + "; name the domain with --cloudfront");
      return null;
    }
  }

  /// The address of an object behind CloudFront.
  ///
  /// @param key its key in the store
  /// @return `https://DOMAIN/...`; empty when no distribution that is known serves it
  public Optional<String> url(ObjectKey key) {
    return serving(key).map(d -> d.url(place.name(key.text())));
  }

  private Optional<Distribution> serving(ObjectKey key) {
    return Optional.ofNullable(distribution).filter(d -> d.serves(place.name(key.text())));
  }

  /// Makes caches forget objects whose content was replaced. New objects need none of it.
  ///
  /// @param replaced their keys in the store, 3,000 at most
  /// @return CloudFront's id of the invalidation; empty when there was nothing to do, or [#notes]
  ///   say why not
  public Optional<String> invalidate(List<ObjectKey> replaced) {
    List<String> paths =
        replaced.stream()
            .flatMap(key -> serving(key).map(d -> d.path(place.name(key.text()))).stream())
            .toList();
    if (distribution == null || paths.isEmpty()) {
      return Optional.empty();
    }
    if (distribution.id().isEmpty()) {
      notes.add("caches of " + distribution.domain() + " may keep the former content for a while");
      return Optional.empty();
    }
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      return Optional.of(cloudFront.invalidate(distribution.id(), paths));
    } catch (NexusException e) {
      notes.add("caches were not told: " + e.getMessage() + "; they may serve the former content");
      return Optional.empty();
    }
  }

  /// What could not be found out or done.
  ///
  /// @return safe text, for warnings
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /// As `Delivery[s3://models/repository, d111111abcdef8.cloudfront.net]`.
  @Override
  public String toString() {
    String domain = distribution == null ? "no CloudFront" : distribution.domain();
    return "Delivery[" + Display.escape(place + ", " + domain, 88) + "]";
  }
}
