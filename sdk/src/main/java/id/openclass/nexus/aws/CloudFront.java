package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.Origin;

/// CloudFront: which distribution is in front of a bucket, and what it shall forget.
/// `docs/stores.md` section 8. Threads may share it.
public final class CloudFront implements AutoCloseable {
  /// CloudFront takes no more in one invalidation.
  private static final int MOST_PATHS = 3000;

  private final CloudFrontClient client;

  private CloudFront(CloudFrontClient client) {
    this.client = client;
  }

  /// Connects.
  ///
  /// @param options of these, the profile is used
  /// @return the connection
  /// @throws NexusException.Refused when there are no credentials
  public static CloudFront connect(S3Options options) {
    return connect(options, null);
  }

  /// @param endpoint another server; null for CloudFront, or what the SDK's own configuration says
  static CloudFront connect(S3Options options, @Nullable URI endpoint) {
    return new CloudFront(
        CloudFrontClient.builder()
            .credentialsProvider(S3Connection.credentials(options))
            .region(Region.AWS_GLOBAL)
            .endpointOverride(endpoint)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build());
  }

  /// The first enabled distribution one of whose origins is a bucket.
  ///
  /// @param bucket its name
  /// @return the distribution, with an own name of it if it has one
  /// @throws NexusException.Refused when the credentials may not list distributions
  public Optional<Distribution> ofBucket(String bucket) {
    Pattern origin =
        Pattern.compile(Pattern.quote(bucket) + "\\.s3([.-][a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?");
    try {
      return client.listDistributionsPaginator().items().stream()
          .filter(DistributionSummary::enabled)
          .flatMap(summary ->
              summary.origins().items().stream()
                  .filter(o -> origin.matcher(o.domainName()).matches())
                  .map(o -> distribution(summary, o)))
          .findFirst();
    } catch (SdkException e) {
      throw failure(e, bucket, "list distributions for", "cloudfront:ListDistributions");
    }
  }

  private static Distribution distribution(DistributionSummary summary, Origin origin) {
    List<String> aliases = summary.aliases() == null ? List.of() : summary.aliases().items();
    String path = origin.originPath() == null ? "" : origin.originPath();
    return new Distribution(
        summary.id(),
        summary.arn() == null ? "" : summary.arn(),
        aliases.isEmpty() ? summary.domainName() : aliases.getFirst(),
        path.replaceFirst("/$", ""));
  }

  /// Makes a distribution forget objects, so that the next reader gets what is in the bucket.
  ///
  /// @param distribution its id
  /// @param paths from `/` on, percent-encoded; 1 to 3,000
  /// @return the id of the invalidation, which CloudFront carries out within minutes
  /// @throws NexusException.Refused when the credentials may not
  public String invalidate(String distribution, List<String> paths) {
    if (paths.isEmpty() || paths.size() > MOST_PATHS) {
      throw NexusException.invalidValue(
          "an invalidation of " + paths.size() + " paths", "name 1 to " + MOST_PATHS);
    }
    for (String path : paths) {
      if (!path.matches("/[!-~]*")) {
        throw NexusException.invalidValue(
            "not a path of an invalidation: " + Display.escape(path, 80),
            "it begins with / and is percent-encoded");
      }
    }
    try {
      return client
          .createInvalidation(request ->
              request
                  .distributionId(distribution)
                  .invalidationBatch(batch ->
                      batch
                          .callerReference(UUID.randomUUID().toString())
                          .paths(p -> p.quantity(paths.size()).items(paths))))
          .invalidation()
          .id();
    } catch (SdkException e) {
      throw failure(
          e, "distribution " + distribution, "invalidate", "cloudfront:CreateInvalidation");
    }
  }

  private static NexusException failure(
      SdkException failure, String where, String action, String permission) {
    if (S3Failures.code(failure).equals("NoSuchDistribution")) {
      return NexusException.notFound("no such distribution", where, "look at its id");
    }
    return new S3Failures("CloudFront", where, "CloudFront, " + Display.escape(where))
        .translate(failure, action, permission);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "CloudFront[]";
  }
}
