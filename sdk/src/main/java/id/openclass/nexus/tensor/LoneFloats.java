package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;

/// Floats without a base: exponent and first bits of the mantissa against their running mean, the
/// rest and the sign as they are. Stateless.
final class LoneFloats {
  static final int CONTEXTS = 5;

  /// Bits of the mantissa that go with the exponent.
  private static final int TOP_BITS = 3;

  /// Bits below the point of the running mean.
  private static final int MEAN_BITS = 4;

  private final int mantissa;
  private final int bias;
  private final int context;

  LoneFloats(int mantissa, int bias, int context) {
    this.mantissa = mantissa;
    this.bias = bias;
    this.context = context;
  }

  private int firstMean() {
    return (bias - 4) << (TOP_BITS + MEAN_BITS);
  }

  /// Codes a lane of ordered integers.
  void encode(int[] lane, TokenSink to) {
    int shift = mantissa - TOP_BITS;
    int mean = firstMean();
    int before = 0;
    for (int ordered : lane) {
      int magnitude = ordered ^ ordered >> 31;
      int difference = (magnitude >>> shift) - (mean >> MEAN_BITS);
      to.add(context + before, difference);
      before = sizeClass(difference);
      mean += difference;
      to.add(context + 4, (magnitude & ((1 << shift) - 1)) << 1 | ordered >>> 31);
    }
  }

  void decode(RansDecoder from, int[] lane) {
    int shift = mantissa - TOP_BITS;
    int mean = firstMean();
    int before = 0;
    for (int w = 0; w < lane.length; w++) {
      int difference = from.next(context + before);
      int top = (mean >> MEAN_BITS) + difference;
      before = sizeClass(difference);
      mean += difference;
      int low = from.next(context + 4);
      lane[w] = ((top << shift) + (low >>> 1)) ^ -(low & 1);
    }
  }

  private static int sizeClass(int difference) {
    return difference < -16 ? 0 : difference < 0 ? 1 : difference < 16 ? 2 : 3;
  }
}
