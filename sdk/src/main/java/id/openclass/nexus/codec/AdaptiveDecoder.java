package id.openclass.nexus.codec;

/// Reads what [AdaptiveEncoder] wrote. Past the end of the code it reads zeros, so that no input
/// makes it fail: callers bound what they read and check what they got. Not thread-safe.
public final class AdaptiveDecoder {
  private final byte[] in;
  private int at;
  private long code;
  private long range = 0xFFFF_FFFFL;

  /// Starts to read.
  ///
  /// @param in the code
  public AdaptiveDecoder(byte[] in) {
    this.in = in;
    for (int i = 0; i < 4; i++) {
      code = code << 8 | next();
    }
  }

  private int next() {
    int i = at++;
    return i < in.length ? in[i] & 0xFF : 0;
  }

  /// Decodes one decision.
  ///
  /// @param model its probabilities
  /// @param decision which
  /// @return 0 or 1
  public int bit(AdaptiveModel model, int decision) {
    long one = (range >>> 16) * model.p[decision];
    int bit;
    if (code < one) {
      range = one;
      bit = 1;
    } else {
      code -= one;
      range -= one;
      bit = 0;
    }
    model.learn(decision, bit);
    normalize();
    return bit;
  }

  /// Decodes bits that are as likely 0 as 1.
  ///
  /// @param count how many, at most 31
  /// @return the number
  public int raw(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      range >>>= 1;
      int bit = code >= range ? 1 : 0;
      code -= range * bit;
      value = 2 * value + bit;
      normalize();
    }
    return value;
  }

  /// Decodes a number of a fixed width.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision
  /// @param bits width
  /// @return the number
  public int tree(AdaptiveModel model, int from, int bits) {
    int node = 1;
    for (int i = 0; i < bits; i++) {
      node = 2 * node + bit(model, from + node);
    }
    return node - (1 << bits);
  }

  /// Decodes a number as [AdaptiveEncoder#number] wrote it.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision
  /// @return 0 to 2^31 - 2; more when the code is damaged
  public int number(AdaptiveModel model, int from) {
    int bits = tree(model, from, 5);
    return (1 << bits | raw(bits)) - 1;
  }

  /// Decodes a signed number.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision
  /// @return the number
  public int signed(AdaptiveModel model, int from) {
    int value = number(model, from);
    return value >>> 1 ^ -(value & 1);
  }

  private void normalize() {
    while (range < 1 << 24) {
      range = range << 8 & 0xFFFF_FFFFL;
      code = (code << 8 | next()) & 0xFFFF_FFFFL;
    }
  }
}
