package id.openclass.nexus.diff;

import id.openclass.nexus.core.Display;

/// About how large a delta would be.
///
/// @param deltaBytes the estimate
/// @param resultBytes size of the result
/// @param sampledBytes bytes of the result that were coded for it
public record DiffEstimate(long deltaBytes, long resultBytes, long sampledBytes) {
  /// As `DiffEstimate[about 12.1 MB for 253 MB]`.
  @Override
  public String toString() {
    return "DiffEstimate[about "
        + Display.bytes(deltaBytes)
        + " for "
        + Display.bytes(resultBytes)
        + "]";
  }
}
