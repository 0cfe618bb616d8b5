package id.openclass.nexus.trust;

import id.openclass.nexus.core.Digest;
import java.util.Locale;

/// A root file in 32 digits that fit on paper: `docs/trust.md` section 8.
///
/// @param text eight groups of four hexadecimal digits
public record RootFingerprint(String text) {
  private static final int DIGITS = 32;
  private static final int GROUP = 4;

  /// The fingerprint of a root file.
  ///
  /// @param root its bytes
  /// @return 128 bits of its SHA-256
  public static RootFingerprint of(byte[] root) {
    String hex = Digest.of(root).hex().substring(0, DIGITS);
    return new RootFingerprint(hex.replaceAll(".{" + GROUP + "}(?=.)", "$0 "));
  }

  /// Compares with what somebody typed from paper.
  ///
  /// @param typed any case, any spaces, colons or hyphens between digits
  /// @return true when all 32 digits are the same
  public boolean matches(String typed) {
    return typed.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT).equals(text.replace(" ", ""));
  }

  /// The groups.
  @Override
  public String toString() {
    return text;
  }
}
