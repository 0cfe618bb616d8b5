package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/// What AWS must be told so that readers reach a repository in a bucket, either by its own address
/// or through CloudFront alone: `docs/stores.md` section 9. Nothing is changed by this.
///
/// ```java
/// ReadAccess.publicRead(S3Address.parse("s3://models/repository"), S3Options.defaults()).documents();
/// ```
public final class ReadAccess {
  /// Stands where the ARN of a distribution belongs that is not there yet.
  public static final String NO_DISTRIBUTION =
      "arn:aws:cloudfront::ACCOUNT:distribution/DISTRIBUTION";

  /// What browsers may send besides what they always may, and what scripts may see.
  private static final List<String> REQUEST_HEADERS =
      List.of("Range", "If-Match", "If-None-Match", "If-Range");

  private static final List<String> RESPONSE_HEADERS =
      List.of("ETag", "Content-Length", "Content-Range", "Accept-Ranges", "x-amz-meta-sha256");

  private static final int DAY_SECONDS = 86_400;
  private static final int MOST_NAME = 64;

  private final S3Address place;
  private final String partition;
  private final boolean isPublic;
  private final @Nullable DistributionArn distribution;

  private ReadAccess(
      S3Address place, String partition, boolean isPublic, @Nullable DistributionArn distribution) {
    this.place = place;
    this.partition = partition;
    this.isPublic = isPublic;
    this.distribution = distribution;
  }

  /// Everybody may read, with no credentials.
  ///
  /// @param place the repository
  /// @param options of these, the region
  /// @return the access
  public static ReadAccess publicRead(S3Address place, S3Options options) {
    return new ReadAccess(place, partition(options), true, null);
  }

  /// Only a distribution of CloudFront may read.
  ///
  /// @param place the repository
  /// @param distribution its ARN
  /// @return the access
  public static ReadAccess behind(S3Address place, DistributionArn distribution) {
    return new ReadAccess(place, distribution.partition(), false, distribution);
  }

  /// Only the distribution of CloudFront may read whose origin is the bucket. AWS is asked for it.
  ///
  /// @param place the repository
  /// @param options region and profile
  /// @return the access, [#isComplete] when there is such a distribution
  /// @throws NexusException.Refused when there are no credentials, or they may not list
  ///   distributions
  public static ReadAccess behindCloudFront(S3Address place, S3Options options) {
    try (CloudFront cloudFront = CloudFront.connect(options)) {
      return cloudFront
          .ofBucket(place.bucket())
          .filter(found -> found.serves(place.name("x")))
          .map(Distribution::arn)
          .filter(arn -> !arn.isEmpty())
          .map(arn -> behind(place, new DistributionArn(arn)))
          .orElseGet(() -> behindNone(place, options));
    }
  }

  /// Only CloudFront may read, through a distribution that is not there yet.
  ///
  /// @param place the repository
  /// @param options of these, the region
  /// @return the access, which is not complete
  public static ReadAccess behindNone(S3Address place, S3Options options) {
    return new ReadAccess(place, partition(options), false, null);
  }

  private static String partition(S3Options options) {
    Region region = S3Connection.region(options);
    return region == null ? "aws" : PartitionMetadata.of(region).id();
  }

  /// Whether all of it can be pasted as it is.
  ///
  /// @return false when [#NO_DISTRIBUTION] stands in the bucket's policy
  public boolean isComplete() {
    return isPublic || distribution != null;
  }

  /// The distribution that may read.
  ///
  /// @return empty when everybody may, or there is none yet
  public Optional<DistributionArn> distribution() {
    return Optional.ofNullable(distribution);
  }

  /// What to tell AWS.
  ///
  /// @return documents, in the order in which they are to be set
  public List<AccessDocument> documents() {
    String bucket = place.bucket();
    List<AccessDocument> documents = new ArrayList<>();
    if (!isPublic) {
      documents.add(
          document(
              "origin_access_control",
              originAccessControl(),
              "cloudfront create-origin-access-control --origin-access-control-config"));
    }
    documents.add(
        document(
            "public_access_block",
            publicAccessBlock(),
            "s3api put-public-access-block --bucket "
                + bucket
                + " --public-access-block-configuration"));
    documents.add(
        document(
            "bucket_policy", policy(), "s3api put-bucket-policy --bucket " + bucket + " --policy"));
    documents.add(
        document(
            "cors", cors(), "s3api put-bucket-cors --bucket " + bucket + " --cors-configuration"));
    return documents;
  }

  private static AccessDocument document(String name, Map<String, Object> content, String command) {
    String file = name.replace('_', '-') + ".json";
    return new AccessDocument(name, content, "aws " + command + " file://" + file);
  }

  private Map<String, Object> policy() {
    String objects = place.prefix().isEmpty() ? "" : place.prefix() + "/";
    return isPublic
        ? BucketPolicy.publicRead(partition, place.bucket(), objects)
        : BucketPolicy.behind(
            partition,
            place.bucket(),
            objects,
            distribution == null ? NO_DISTRIBUTION : distribution.text());
  }

  /// New buckets refuse every policy that lets everybody read, until this is said. ACLs stay shut:
  /// nothing of ours needs them.
  private Map<String, Object> publicAccessBlock() {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("BlockPublicAcls", true);
    block.put("IgnorePublicAcls", true);
    block.put("BlockPublicPolicy", !isPublic);
    block.put("RestrictPublicBuckets", !isPublic);
    return block;
  }

  private Map<String, Object> originAccessControl() {
    String name = "nexus-" + place.bucket();
    Map<String, Object> control = new LinkedHashMap<>();
    control.put("Name", name.substring(0, Math.min(name.length(), MOST_NAME)));
    control.put("Description", "OpenClass Nexus reads the bucket " + place.bucket());
    control.put("SigningProtocol", "sigv4");
    control.put("SigningBehavior", "always");
    control.put("OriginAccessControlOriginType", "s3");
    return control;
  }

  /// Models are public or behind signed addresses: which page asks for them protects nothing.
  private static Map<String, Object> cors() {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("AllowedOrigins", List.of("*"));
    rule.put("AllowedMethods", List.of("GET", "HEAD"));
    rule.put("AllowedHeaders", REQUEST_HEADERS);
    rule.put("ExposeHeaders", RESPONSE_HEADERS);
    rule.put("MaxAgeSeconds", DAY_SECONDS);
    return Map.of("CORSRules", List.of(rule));
  }

  /// As `ReadAccess[s3://models/repository, public]`.
  @Override
  public String toString() {
    String who =
        isPublic ? "public" : distribution == null ? "a distribution" : distribution.text();
    String text = "ReadAccess[" + place + ", " + who;
    return Display.escape(text, 99) + "]";
  }
}
