package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;

/// One file of a signed model.
///
/// @param name its path inside the folder, `/` between parts: data, and no path on this machine
///   before it was checked
/// @param sha256 digest of its content
public record SignedFile(String name, Digest sha256) {
  /// As `SignedFile[sub/weights.gguf, 3f2a91bc]`.
  @Override
  public String toString() {
    return "SignedFile[" + Display.escape(name, 70) + ", " + sha256.hex().substring(0, 8) + "]";
  }
}
