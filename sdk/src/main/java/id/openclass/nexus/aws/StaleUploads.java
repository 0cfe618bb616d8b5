package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// Uploads of one object that somebody began and never ended: they cost money where nobody sees
/// them.
///
/// @param bucket where to look
record StaleUploads(S3Bucket bucket) {
  private static final Duration OLD = Duration.ofDays(7);

  /// Aborts those that are a week old by the server's clock. Where that is not allowed, the
  /// bucket's lifecycle rule has to do it.
  void drop(String key) {
    try {
      ListMultipartUploadsResponse found =
          bucket.client().listMultipartUploads(r -> r.bucket(bucket.name()).prefix(key));
      Optional<Instant> now =
          found.sdkHttpResponse().firstMatchingHeader("Date").flatMap(StaleUploads::time);
      for (MultipartUpload upload : found.uploads()) {
        boolean old =
            now.isPresent()
                && upload.key().equals(key)
                && upload.initiated().isBefore(now.get().minus(OLD));
        if (old) {
          bucket
              .client()
              .abortMultipartUpload(
                  r -> r.bucket(bucket.name()).key(key).uploadId(upload.uploadId()));
        }
      }
    } catch (SdkException e) {
      // What matters fails in a moment, and says why.
    }
  }

  private static Optional<Instant> time(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "StaleUploads[" + Display.escape(bucket.name(), 60) + "]";
  }
}
