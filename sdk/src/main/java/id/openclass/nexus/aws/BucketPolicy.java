package id.openclass.nexus.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Policies of buckets, as JSON to paste. What they say is in `docs/stores.md` section 9.
public final class BucketPolicy {
  private static final JsonMapper MAPPER = new JsonMapper();

  private BucketPolicy() {}

  /// Lets everybody read objects, without any object's ACL.
  ///
  /// @param bucket the bucket's name
  /// @param prefix objects whose names begin with it; empty for all
  /// @return the policy on one line
  public static String publicRead(String bucket, String prefix) {
    return MAPPER.writeValueAsString(publicRead("aws", bucket, prefix));
  }

  /// @param partition which of Amazon's separate clouds the bucket is in
  static Map<String, Object> publicRead(String partition, String bucket, String prefix) {
    return policy("PublicRead", "*", resource(partition, bucket, prefix), null);
  }

  /// Lets one distribution of CloudFront read objects, and nobody else.
  ///
  /// @param distribution its ARN, or what stands for it
  static Map<String, Object> behind(
      String partition, String bucket, String prefix, String distribution) {
    return policy(
        "ReadThroughCloudFront",
        Map.of("Service", "cloudfront.amazonaws.com"),
        resource(partition, bucket, prefix),
        Map.of("StringEquals", Map.of("AWS:SourceArn", distribution)));
  }

  private static Map<String, Object> policy(
      String id, Object principal, String resource, @Nullable Object condition) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Sid", id);
    statement.put("Effect", "Allow");
    statement.put("Principal", principal);
    statement.put("Action", "s3:GetObject");
    statement.put("Resource", resource);
    if (condition != null) {
      statement.put("Condition", condition);
    }
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("Version", "2012-10-17");
    policy.put("Statement", List.of(statement));
    return policy;
  }

  /// A dollar begins a variable in a policy; `${$}` is one that stands for itself (IAM User Guide,
  /// "policy variables"). Keys hold none of the other special characters, `*` and `?`.
  private static String resource(String partition, String bucket, String prefix) {
    return "arn:" + partition + ":s3:::" + bucket + "/" + prefix.replace("$", "${$}") + "*";
  }
}
