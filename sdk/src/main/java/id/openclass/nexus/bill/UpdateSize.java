package id.openclass.nexus.bill;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.pack.SemanticVersion;

/// How large the update from one older version is.
///
/// @param from the version that a site has
/// @param bytes of the update as it is downloaded, not negative
public record UpdateSize(SemanticVersion from, long bytes) {
  /// Checks the size.
  ///
  /// @throws IllegalArgumentException when it is negative
  public UpdateSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("an update of " + bytes + " bytes");
    }
  }

  /// As `UpdateSize[from 1.0.0, 236 MB]`.
  @Override
  public String toString() {
    return "UpdateSize[from " + from + ", " + Display.bytes(bytes) + "]";
  }
}
