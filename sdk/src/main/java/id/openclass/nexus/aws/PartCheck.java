package id.openclass.nexus.aws;

import id.openclass.nexus.core.Digest;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// By what a server knows that content came whole: `docs/stores.md` section 5.
enum PartCheck {
  /// AWS: the SHA-256 of each part, which S3 stores.
  SHA256,
  /// Another server, on a line that nobody on the way can write to: an MD5, which all servers know,
  /// and by which most name what they got.
  MD5,
  /// Another server, on an open line: the signature has the SHA-256 of what it signs.
  SIGNATURE;

  /// What computes it.
  ///
  /// @param bytes of all parts
  /// @return null when the signer does
  @Nullable MessageDigest digest(long bytes) {
    return switch (this) {
      case SHA256 -> Digest.sha256(bytes);
      case MD5 -> Digest.md5();
      case SIGNATURE -> null;
    };
  }

  /// @param value in base 64; ignored when the signer has its own
  void addTo(UploadPartRequest.Builder request, String value) {
    switch (this) {
      case SHA256 -> request.checksumSHA256(value);
      case MD5 -> request.contentMD5(value);
      case SIGNATURE -> {}
    }
  }

  /// Whether a server's name for a part is the MD5 of what it got, and the one that it should be.
  ///
  /// @param etag as the server answers, in quotes or bare
  /// @param value in base 64
  boolean isNamed(String etag, String value) {
    return this == MD5
        && etag.replace("\"", "")
            .equalsIgnoreCase(HexFormat.of().formatHex(Base64.getDecoder().decode(value)));
  }

  /// @param value in base 64; ignored when the signer has its own
  void addTo(PutObjectRequest.Builder request, String value) {
    switch (this) {
      case SHA256 -> request.checksumSHA256(value);
      case MD5 -> request.contentMD5(value);
      case SIGNATURE -> {}
    }
  }
}
