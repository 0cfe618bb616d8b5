package id.openclass.nexus.aws;

import id.openclass.nexus.core.Digest;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// By what a server knows that content came whole: `docs/stores.md` section 5.
enum PartCheck {
  /// AWS: the SHA-256 of each part, which S3 stores.
  SHA256,
  /// Another server, on a line that nobody on the way can write to: the CRC-32C of each part, where
  /// the server says that it takes it. It takes next to no time beside an MD5.
  CRC32C,
  /// Another server on such a line, which does not: an MD5, which all servers know, and by which
  /// most name what they got.
  MD5,
  /// Another server, on an open line: the signature has the SHA-256 of what it signs.
  SIGNATURE;

  /// By what any server knows it, also one that was not asked.
  PartCheck knownToAll() {
    return this == CRC32C ? MD5 : this;
  }

  /// What computes it.
  ///
  /// @param bytes of all parts
  /// @return null when the signer does
  @Nullable MessageDigest digest(long bytes) {
    return switch (this) {
      case SHA256 -> Digest.sha256(bytes);
      case CRC32C -> new Crc32cDigest();
      case MD5 -> Digest.md5();
      case SIGNATURE -> null;
    };
  }

  /// @param value in base 64; ignored when the signer has its own
  void addTo(UploadPartRequest.Builder request, String value) {
    switch (this) {
      case SHA256 -> request.checksumSHA256(value);
      case CRC32C -> request.checksumCRC32C(value);
      case MD5 -> request.contentMD5(value);
      case SIGNATURE -> {}
    }
  }

  /// What the server is asked for when an upload begins.
  ///
  /// @return null when it need not know
  @Nullable ChecksumAlgorithm algorithm() {
    return switch (this) {
      case SHA256 -> ChecksumAlgorithm.SHA256;
      case CRC32C -> ChecksumAlgorithm.CRC32_C;
      case MD5, SIGNATURE -> null;
    };
  }

  /// The server's checksum of a part.
  ///
  /// @return in base 64; null when it tells none of this kind
  @Nullable String of(Part part) {
    return switch (this) {
      case SHA256 -> part.checksumSHA256();
      case CRC32C -> part.checksumCRC32C();
      case MD5, SIGNATURE -> null;
    };
  }

  /// The server's checksum of the parts' checksums.
  ///
  /// @return in base 64; null when it tells none of this kind
  @Nullable String of(CompleteMultipartUploadResponse answer) {
    return switch (this) {
      case SHA256 -> answer.checksumSHA256();
      case CRC32C -> answer.checksumCRC32C();
      case MD5, SIGNATURE -> null;
    };
  }

  /// @param value in base 64; ignored where the server stores none, null when it has none of this
  void addTo(CompletedPart.Builder part, @Nullable String value) {
    switch (this) {
      case SHA256 -> part.checksumSHA256(value);
      case CRC32C -> part.checksumCRC32C(value);
      case MD5, SIGNATURE -> {}
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
      case CRC32C -> request.checksumCRC32C(value);
      case MD5 -> request.contentMD5(value);
      case SIGNATURE -> {}
    }
  }
}
