package id.openclass.nexus.codec;

import java.io.ByteArrayOutputStream;

/// A binary arithmetic coder (carry-propagating range coder, 32 bits). Not thread-safe.
public final class AdaptiveEncoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long low;
  private long range = 0xFFFF_FFFFL;
  private int pending;
  private int cache = -1;

  /// Starts an empty code.
  public AdaptiveEncoder() {}

  /// Codes one decision.
  ///
  /// @param model its probabilities
  /// @param decision which
  /// @param bit 0 or 1
  public void bit(AdaptiveModel model, int decision, int bit) {
    long one = (range >>> 16) * model.p[decision];
    if (bit == 1) {
      range = one;
    } else {
      low += one;
      range -= one;
    }
    model.learn(decision, bit);
    normalize();
  }

  /// Codes bits that are as likely 0 as 1.
  ///
  /// @param value holds them
  /// @param count how many, the highest first
  public void raw(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      range >>>= 1;
      if ((value >>> i & 1) == 1) {
        low += range;
      }
      normalize();
    }
  }

  /// Codes a number of a fixed width by a tree of decisions.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision; it has 2^bits of them
  /// @param bits width
  /// @param value the number
  public void tree(AdaptiveModel model, int from, int bits, int value) {
    int node = 1;
    for (int i = bits - 1; i >= 0; i--) {
      int bit = value >>> i & 1;
      bit(model, from + node, bit);
      node = 2 * node + bit;
    }
  }

  /// Codes a number by the tree of its bit length (32 decisions of the model), and its lower bits
  /// raw.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision
  /// @param value 0 to 2^31 - 2
  public void number(AdaptiveModel model, int from, int value) {
    int bits = 31 - Integer.numberOfLeadingZeros(value + 1);
    tree(model, from, 5, bits);
    raw(value + 1, bits);
  }

  /// Codes a signed number.
  ///
  /// @param model probabilities
  /// @param from the tree's first decision of 32
  /// @param value -2^30 to 2^30 - 1
  public void signed(AdaptiveModel model, int from, int value) {
    number(model, from, value << 1 ^ value >> 31);
  }

  private void normalize() {
    while (range < 1 << 24) {
      range = range << 8 & 0xFFFF_FFFFL;
      shift();
    }
  }

  private void shift() {
    if (low < 0xFF00_0000L || low > 0xFFFF_FFFFL) {
      int carry = (int) (low >>> 32);
      if (cache >= 0) {
        out.write(cache + carry);
      }
      for (; pending > 0; pending--) {
        out.write(0xFF + carry);
      }
      cache = (int) (low >>> 24) & 0xFF;
    } else {
      pending++;
    }
    low = low << 8 & 0xFFFF_FFFFL;
  }

  /// Ends the code. Zero bytes at its end are left out: a decoder reads zeros there.
  ///
  /// @return the code
  public byte[] finish() {
    for (int i = 0; i < 5; i++) {
      shift();
    }
    byte[] bytes = out.toByteArray();
    int n = bytes.length;
    while (n > 0 && bytes[n - 1] == 0) {
      n--;
    }
    return java.util.Arrays.copyOf(bytes, n);
  }
}
