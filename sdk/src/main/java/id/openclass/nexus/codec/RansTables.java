package id.openclass.nexus.codec;

/// Frequency tables made ready for coding. Thread-safe.
public final class RansTables {
  private final byte[] tableOf;
  private final short[] frequency;
  private final short[] starts;

  /// For each symbol, the state above which 16 bits leave it, and a reciprocal of its frequency.
  private final long[] reciprocal;

  /// Makes tables ready.
  ///
  /// @param tables what to code with
  public RansTables(TokenTables tables) {
    tableOf = tables.tableOf;
    frequency = tables.frequency;
    starts = tables.starts();
    reciprocal = new long[frequency.length];
    for (int i = 0; i < reciprocal.length; i++) {
      reciprocal[i] = frequency[i] > 0 ? reciprocal(frequency[i]) : 0;
    }
  }

  private static long reciprocal(int f) {
    return f == TokenTables.SCALE ? 1L << (44 - TokenTables.BITS) : (1L << 44) / f + 1;
  }

  int table(int context) {
    return tableOf[context];
  }

  boolean has(int context, int token) {
    return frequency[tableOf[context] << TokenTables.SYMBOL_BITS | token] > 0;
  }

  /// Codes symbols from the last to the first, and lays out the segment.
  byte[] encode(int[] symbols, int n, byte[] low, int lowBytes) {
    short[] words = new short[n + 16];
    int[] x = {TokenBuffer.START, TokenBuffer.START, TokenBuffer.START, TokenBuffer.START};
    int at = words.length;
    for (int i = n - 1; i >= 0; i--) {
      int symbol = symbols[i];
      int f = frequency[symbol];
      long state = x[i & 3] & 0xFFFF_FFFFL;
      if (state >= (long) f << (32 - TokenTables.BITS)) {
        words[--at] = (short) state;
        state >>>= 16;
      }
      // Exact for every state under 2^32 and every frequency up to 4096.
      long quotient = Math.unsignedMultiplyHigh(state << 20, reciprocal[symbol]);
      x[i & 3] = (int) ((quotient << TokenTables.BITS) + state - quotient * f + starts[symbol]);
    }
    for (int lane = 3; lane >= 0; lane--) {
      words[--at] = (short) x[lane];
      words[--at] = (short) (x[lane] >>> 16);
    }
    return segment(words, at, low, lowBytes);
  }

  private static byte[] segment(short[] words, int from, byte[] low, int lowBytes) {
    int wordBytes = 2 * (words.length - from);
    byte[] segment = new byte[4 + wordBytes + lowBytes];
    for (int i = 0; i < 4; i++) {
      segment[i] = (byte) (wordBytes >>> (8 * i));
    }
    for (int i = from; i < words.length; i++) {
      segment[4 + 2 * (i - from)] = (byte) words[i];
      segment[5 + 2 * (i - from)] = (byte) (words[i] >>> 8);
    }
    System.arraycopy(low, 0, segment, 4 + wordBytes, lowBytes);
    return segment;
  }
}
