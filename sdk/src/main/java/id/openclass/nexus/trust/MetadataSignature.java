package id.openclass.nexus.trust;

import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One signature of an envelope.
///
/// @param keyId whose it is said to be
/// @param bytes the signature; empty when it was no hexadecimal number
record MetadataSignature(String keyId, byte[] bytes) {
  static MetadataSignature parse(JsonFields signature) {
    String hex = signature.text("sig");
    boolean isHex = hex.length() % 2 == 0 && hex.matches("[0-9a-fA-F]*");
    return new MetadataSignature(
        signature.text("keyid"), isHex ? HexFormat.of().parseHex(hex) : new byte[0]);
  }

  Map<String, @Nullable Object> toJson() {
    return Map.of("keyid", keyId, "sig", HexFormat.of().formatHex(bytes));
  }

  /// As `MetadataSignature[3f2a91bc]`.
  @Override
  public String toString() {
    return "MetadataSignature[" + keyId.substring(0, Math.min(8, keyId.length())) + "]";
  }
}
