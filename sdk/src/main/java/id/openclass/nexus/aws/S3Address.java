package id.openclass.nexus.aws;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.store.ObjectKey;
import java.util.regex.Pattern;

/// A place in S3: `s3://BUCKET/PREFIX`.
///
/// @param bucket the bucket's name
/// @param prefix what all keys begin with, without `/` at its end; empty for the whole bucket
public record S3Address(String bucket, String prefix) {
  /// Also names that new buckets may not have any more.
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,254}");

  private static final String SCHEME = "s3://";

  /// Checks the names.
  ///
  /// @throws NexusException.InvalidValue when one is not allowed
  public S3Address {
    if (!BUCKET.matcher(bucket).matches()) {
      throw NexusException.invalidValue(
          "not a bucket: " + Display.escape(bucket, 80),
          "a bucket has 3 to 63 of a-z, 0-9, point and -, for example models-of-my-school");
    }
    if (!prefix.isEmpty() && !ObjectKey.isAllowed(prefix)) {
      throw NexusException.invalidValue(
          "not a prefix: " + Display.escape(prefix, 80), "for example s3://" + bucket + "/models");
    }
  }

  /// A whole bucket.
  ///
  /// @param name the bucket's name
  /// @return the place
  /// @throws NexusException.InvalidValue when it is not one
  public static S3Address ofBucket(String name) {
    return new S3Address(name, "");
  }

  /// Reads an address.
  ///
  /// @param text `s3://BUCKET`, `s3://BUCKET/PREFIX` or the same with `/` at its end
  /// @return the place
  /// @throws NexusException.InvalidValue when it is not one
  public static S3Address parse(String text) {
    if (!isOne(text)) {
      throw NexusException.invalidValue(
          "not an address in S3: " + Display.escape(text, 80), "for example s3://bucket/models");
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? ofBucket(rest)
        : new S3Address(rest.substring(0, slash), rest.substring(slash + 1).replaceFirst("/$", ""));
  }

  /// Whether a text is meant as an address in S3.
  ///
  /// @param text any text
  /// @return true when it begins with `s3://`
  public static boolean isOne(String text) {
    return text.startsWith(SCHEME);
  }

  /// The name that an object has in the bucket.
  ///
  /// @param key its key
  /// @return prefix and key
  String name(String key) {
    return prefix.isEmpty() ? key : prefix + "/" + key;
  }

  /// As `s3://bucket/models`.
  @Override
  public String toString() {
    return SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
