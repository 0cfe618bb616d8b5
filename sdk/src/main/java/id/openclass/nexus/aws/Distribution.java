package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.store.HttpAddress;

/// A distribution of CloudFront in front of a bucket.
///
/// @param id CloudFront's name of it
/// @param arn the name by which policies know it; empty when it is not known
/// @param domain under which its objects are served
/// @param originPath what the names of its objects begin with in the bucket, from `/` on; empty for
///   the whole bucket
public record Distribution(String id, String arn, String domain, String originPath) {
  /// Whether it serves an object.
  ///
  /// @param name of the object in the bucket
  /// @return false when the name lies outside the origin's path
  public boolean serves(String name) {
    return originPath.isEmpty() || ("/" + name).startsWith(originPath + "/");
  }

  /// The path of an object: what an invalidation names.
  ///
  /// @param name of the object in the bucket, which it [#serves]
  /// @return the path from `/` on, percent-encoded
  public String path(String name) {
    return "/" + HttpAddress.encode(name.substring(Math.max(0, originPath.length())));
  }

  /// The address of an object.
  ///
  /// @param name of the object in the bucket, which it [#serves]
  /// @return `https://DOMAIN/...`
  public String url(String name) {
    return "https://" + domain + path(name);
  }

  /// As `Distribution[E2QWRUHAPOMQZL, d111111abcdef8.cloudfront.net]`.
  @Override
  public String toString() {
    return "Distribution[" + Display.escape(id, 30) + ", " + Display.escape(domain, 50) + "]";
  }
}
