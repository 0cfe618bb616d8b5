package id.openclass.nexus.diff;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.LineSpeed;
import java.time.Duration;

/// About how large a delta would be.
///
/// @param deltaBytes the estimate
/// @param resultBytes size of the result
/// @param sampledBytes bytes of the result that were coded for it
public record DiffEstimate(long deltaBytes, long resultBytes, long sampledBytes) {
  /// The delta as a share of the result.
  ///
  /// @return 0 and more
  public double ratio() {
    return resultBytes == 0 ? 1 : (double) deltaBytes / resultBytes;
  }

  /// What the delta would save of the download.
  ///
  /// @return per cent of the result's size; below 0 for a delta that does not pay
  public double savingsPercent() {
    return 100 * (1 - ratio());
  }

  /// How long the delta would take on a line.
  ///
  /// @param bitsPerSecond the line's speed: 2 Mbit/s are 2_000_000
  /// @return the time, without any delay or retry
  public Duration timeAt(long bitsPerSecond) {
    return new LineSpeed(bitsPerSecond).timeFor(deltaBytes);
  }

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
