package id.openclass.nexus.aws;

import id.openclass.nexus.core.NexusException;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/// What goes wrong when an object is to be readable by everybody by its own ACL.
final class Acl {
  /// What AWS and other servers say where only policies decide.
  private static final Set<String> REFUSED =
      Set.of(
          "AccessControlListNotSupported", "NotImplemented", "InvalidBucketAclWithObjectOwnership");

  private Acl() {}

  static NexusException failure(S3Bucket bucket, String key, SdkException failure) {
    if (!REFUSED.contains(S3Failures.code(failure))) {
      return bucket.failure(failure, key, "write", "s3:PutObject and s3:PutObjectAcl");
    }
    String prefix = key.substring(0, key.lastIndexOf('/') + 1);
    NexusException refused =
        NexusException.refused(
            "bucket " + bucket.name() + " takes no ACLs, so --public-read cannot be set",
            bucket.shown(key),
            "leave out --public-read and let the bucket's policy say it, once: aws s3api"
                + " put-bucket-policy --bucket "
                + bucket.name()
                + " --policy '"
                + BucketPolicy.publicRead(bucket.name(), prefix)
                + "'");
    refused.addSuppressed(failure);
    return refused;
  }
}
