package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where an uploaded object is behind CloudFront, as far as that can be told.
///
/// @param url its address, or null
/// @param invalidation the id of an invalidation that was begun, or null
record CloudFrontAddress(@Nullable String url, @Nullable String invalidation) {
  private static final String NONE = "none";
  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");
  private static final CloudFrontAddress UNKNOWN = new CloudFrontAddress(null, null);

  /// @param domain as the user says; `none`; null to look for one
  /// @param replaced whether another content was there before: caches may still have it
  /// @param notes gets what could not be done
  static CloudFrontAddress of(
      @Nullable String domain,
      S3Bucket bucket,
      String key,
      S3Options options,
      boolean replaced,
      List<String> notes) {
    if (domain != null && !domain.equals(NONE)) {
      if (replaced) {
        notes.add("caches of " + domain + " may keep the former content for a while");
      }
      return new CloudFrontAddress(new Distribution("", "", checked(domain), "").url(key), null);
    }
    return domain != null || !bucket.connection().isAws()
        ? UNKNOWN
        : found(bucket.name(), key, options, replaced, notes);
  }

  static String checked(String domain) {
    if (!DOMAIN.matcher(domain).matches()) {
      throw NexusException.invalidValue(
          "not a domain: " + Display.escape(domain, 80),
          "for example --cloudfront d111111abcdef8.cloudfront.net");
    }
    return domain;
  }

  /// The upload is done: nothing here makes it fail.
  private static CloudFrontAddress found(
      String bucket, String key, S3Options options, boolean replaced, List<String> notes) {
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      Optional<Distribution> found = cloudFront.ofBucket(bucket).filter(d -> d.serves(key));
      if (found.isEmpty()) {
        notes.add("no distribution of CloudFront serves this object");
        return UNKNOWN;
      }
      String invalidation =
          replaced ? cloudFront.invalidate(found.get().id(), List.of(found.get().path(key))) : null;
      return new CloudFrontAddress(found.get().url(key), invalidation);
    } catch (NexusException e) {
      notes.add(
          "CloudFront was not asked: " + e.getMessage() + "; name the domain with --cloudfront");
      return UNKNOWN;
    }
  }
}
