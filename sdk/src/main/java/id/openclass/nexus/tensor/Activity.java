package id.openclass.nexus.tensor;

/// How much weights change, in halves of an octave: a row's mean change, a column's against that,
/// and a grid's step together say how far from 0 a residual is to be expected.
final class Activity {
  /// Classes of expected residuals.
  static final int LEVELS = 12;

  /// Stands for a row in which nothing changed.
  static final int NONE = -127;

  private Activity() {}

  /// Twice the logarithm to base 2, rounded down, of the exponent and the first bit below it.
  static int halfOctaves(float x) {
    return (Float.floatToIntBits(x) >>> 22 & 0x1FF) - 254;
  }

  /// What a row's mean change is coded as.
  static int ofRow(double sum, int columns) {
    return Math.clamp(halfOctaves((float) (sum / columns)), NONE, 127);
  }

  /// The class of a residual.
  ///
  /// @param expected expected change over the step, in halves of an octave
  static int level(int expected) {
    return Math.min(Math.max((expected + 19) >> 1, 0), LEVELS - 1);
  }
}
