package id.openclass.nexus.codec;

/// Reads the low bits of values, from the low end of each byte on. Past the end it reads zeros. Not
/// thread-safe.
final class BitReader {
  /// For what stands in a slot, plus 128: the magnitude without its low bits, how many these are,
  /// and -1 for negative values.
  private static final int[] MAGNITUDE = new int[256];

  private static final byte[] BITS = new byte[256];
  private static final byte[] SIGN = new byte[256];

  static {
    for (int symbol = 0; symbol < Token.COUNT; symbol++) {
      int at = TokenTables.residual(symbol) + 128;
      int value = Token.value(symbol, 0);
      MAGNITUDE[at] = Math.abs(value);
      BITS[at] = (byte) Token.lowBits(symbol);
      SIGN[at] = (byte) (value < 0 ? -1 : 0);
    }
  }

  private final byte[] in;
  private final long end;
  private final long lastWhole;
  private long at;

  /// Positions are in bits.
  BitReader(byte[] in, int from, int to) {
    this.in = in;
    at = 8L * from;
    end = 8L * to;
    lastWhole = 8L * (to - 8);
  }

  /// The value of what stood in a slot, its low bits taken. Without a branch where there are none:
  /// a processor could not tell in advance.
  int value(int residual) {
    int which = residual + 128 & 255;
    int m = MAGNITUDE[which] + take(BITS[which]);
    return (m ^ SIGN[which]) - SIGN[which];
  }

  /// Takes up to 31 bits.
  int take(int count) {
    long bits = at <= lastWhole ? (long) BitWriter.LONGS.get(in, (int) (at >>> 3)) : lastBits();
    int value = (int) (bits >>> (at & 7) & ((1L << count) - 1));
    at += count;
    return value;
  }

  private long lastBits() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      long byteAt = (at >>> 3) + i;
      bits |= byteAt < end >>> 3 ? (in[(int) byteAt] & 0xFFL) << (8 * i) : 0;
    }
    return bits;
  }

  /// Whether all was read but the bits that fill up the last byte.
  boolean isAtEnd() {
    return (at + 7) >>> 3 == end >>> 3;
  }
}
