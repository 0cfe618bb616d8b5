package id.openclass.nexus.aws;

import org.jspecify.annotations.Nullable;

/// Server-side encryption as requests name it.
///
/// @param kind `AES256`, `aws:kms`, or null for what the bucket says
/// @param key a KMS key, or null
record Encryption(@Nullable String kind, @Nullable String key) {
  private static final String KMS = "aws:kms";

  static Encryption of(S3Options options) {
    String text = options.encryption();
    return text != null && text.startsWith(KMS + ":")
        ? new Encryption(KMS, text.substring(KMS.length() + 1))
        : new Encryption(text, null);
  }
}
