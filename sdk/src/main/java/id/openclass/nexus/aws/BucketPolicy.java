package id.openclass.nexus.aws;

/// Policies of buckets, as JSON to paste.
public final class BucketPolicy {
  private BucketPolicy() {}

  /// Lets everybody read objects, without any object's ACL.
  ///
  /// @param bucket the bucket's name
  /// @param prefix objects whose names begin with it; empty for all
  /// @return the policy on one line
  public static String publicRead(String bucket, String prefix) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
        + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::"
        + bucket
        + "/"
        + prefix
        + "*\"}]}";
  }
}
