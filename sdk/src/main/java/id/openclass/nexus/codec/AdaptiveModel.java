package id.openclass.nexus.codec;

import java.util.Arrays;

/// Adaptive probabilities of binary decisions, for [AdaptiveEncoder] and [AdaptiveDecoder]: what
/// both sides learn from what was coded. For side records, where size counts and speed does not.
public final class AdaptiveModel {
  /// Probabilities that a bit is 1, of 65536.
  final int[] p;

  final byte[] seen;

  /// Knows nothing yet: every bit is as likely 0 as 1.
  ///
  /// @param decisions how many different decisions
  public AdaptiveModel(int decisions) {
    p = new int[decisions];
    seen = new byte[decisions];
    Arrays.fill(p, 1 << 15);
  }

  /// Moves a probability towards a bit: fast at first, then by a 32nd.
  void learn(int decision, int bit) {
    int rate = Math.min(5, 1 + seen[decision]);
    if (rate < 5) {
      seen[decision]++;
    }
    int target = bit == 1 ? 65536 : 0;
    p[decision] += (target - p[decision]) / (1 << rate);
    p[decision] = Math.clamp(p[decision], 64, 65536 - 64);
  }
}
