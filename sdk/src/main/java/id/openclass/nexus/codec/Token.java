package id.openclass.nexus.codec;

/// Splits a signed 32-bit value into a token, which is entropy coded, and low bits, which are not:
/// small magnitudes have tokens of their own, larger ones share one for a part of their octave.
///
/// | magnitude m, k = floor(log2 m) | class | low bits |
/// |---|---|---|
/// | 0 | 0 | 0 |
/// | 1 to 15 | m | 0 |
/// | 16 to 1023 | 16 + 4 (k - 4) + the two bits below the first | k - 2 |
/// | 1024 to 2^31 | 40 + k - 10 | k |
///
/// The token is 0, or twice the class, less one where the value is positive.
public final class Token {
  /// One more than the largest token.
  public static final int COUNT = 123;

  /// Values of a smaller magnitude have no low bits.
  static final int DIRECT = 16;

  /// The first token with low bits.
  static final int FIRST_LOW = 2 * DIRECT - 1;

  private Token() {}

  /// The token of a value.
  ///
  /// @param value any
  /// @return 0 to 122
  public static int of(int value) {
    int m = Math.abs(value);
    if (m >>> 4 == 0) {
      return 2 * m - (-value >>> 31);
    }
    int k = 31 - Integer.numberOfLeadingZeros(m);
    int magnitudeClass = k < 10 ? 16 + 4 * (k - 4) + (m >>> (k - 2) & 3) : 30 + k;
    return 2 * magnitudeClass - (-value >>> 31 & ~(value >>> 31));
  }

  /// How many low bits follow a token.
  ///
  /// @param token 0 to 122
  /// @return 0 to 31
  public static int lowBits(int token) {
    int magnitudeClass = (token + 1) >>> 1;
    return magnitudeClass < DIRECT
        ? 0
        : magnitudeClass < 40 ? (magnitudeClass >>> 2) - 2 : magnitudeClass - 30;
  }

  /// The value of a token and its low bits.
  ///
  /// @param token 0 to 122
  /// @param low the low bits
  /// @return the value
  public static int value(int token, int low) {
    int magnitudeClass = (token + 1) >>> 1;
    int m;
    if (magnitudeClass < DIRECT) {
      m = magnitudeClass;
    } else if (magnitudeClass < 40) {
      m = (4 | (magnitudeClass & 3)) << ((magnitudeClass >>> 2) - 2) | low;
    } else {
      m = 1 << (magnitudeClass - 30) | low;
    }
    return (token & 1) == 1 ? m : -m;
  }
}
