package id.openclass.nexus.codec;

/// Frequency tables made ready for coding. Thread-safe.
///
/// A symbol is a table's number and a token, or the escape: `table << 7 | token`.
public final class RansTables {
  /// The words of four states.
  static final int STATE_WORDS = 8;

  private static final int SMALL_BITS = 5;

  private final byte[] tableOf;

  /// The token itself, or the escape where the table lacks it.
  private final byte[] codable;

  /// For each table the symbols of values -15 to 16, or -1 where these have low bits.
  private final short[] small;

  /// Frequency and first slot of each symbol: frequency | start << 16.
  private final int[] slots;

  /// A reciprocal of each frequency.
  private final long[] reciprocals;

  /// Makes tables ready.
  ///
  /// @param tables what to code with
  public RansTables(TokenTables tables) {
    tableOf = tables.tableOf;
    int n = tables.frequency.length;
    codable = new byte[n];
    slots = new int[n];
    reciprocals = new long[n];
    short[] starts = tables.starts();
    for (int i = 0; i < n; i++) {
      int f = tables.frequency[i];
      codable[i] = (byte) (f > 0 ? i & (1 << TokenTables.SYMBOL_BITS) - 1 : TokenTables.ESCAPE);
      slots[i] = f | starts[i] << 16;
      reciprocals[i] = f > 0 ? reciprocal(f) : 0;
    }
    small = small(codable);
  }

  /// Exact for every state under 2^32 and every frequency up to 4096.
  private static long reciprocal(int f) {
    return f == TokenTables.SCALE ? 1L << (44 - TokenTables.BITS) : (1L << 44) / f + 1;
  }

  private static short[] small(byte[] codable) {
    short[] all = new short[codable.length >>> TokenTables.SYMBOL_BITS << SMALL_BITS];
    for (int i = 0; i < all.length; i++) {
      int table = i >>> SMALL_BITS << TokenTables.SYMBOL_BITS;
      int value = (i & (1 << SMALL_BITS) - 1) - Token.DIRECT + 1;
      int symbol = codable[table | Token.of(value)];
      all[i] = (short) (symbol < Token.FIRST_LOW ? table | symbol : -1);
    }
    return all;
  }

  /// Turns values into symbols as long as these have no low bits.
  ///
  /// @param contexts the low 16 bits are the context of each
  /// @param to where to stop
  /// @param out takes the symbols, that of value `from` at `at`
  /// @return where it stopped
  int smallSymbols(int[] contexts, int[] values, int from, int to, short[] out, int at) {
    byte[] map = tableOf;
    short[] known = small;
    int shift = at - from;
    for (int i = from; i < to; i++) {
      int value = values[i] + Token.DIRECT - 1;
      if (value >>> SMALL_BITS != 0) {
        return i;
      }
      int symbol = known[map[contexts[i] & 0xFFFF] << SMALL_BITS | value];
      if (symbol < 0) {
        return i;
      }
      out[shift + i] = (short) symbol;
    }
    return to;
  }

  int symbol(int context, int token) {
    int table = tableOf[context] << TokenTables.SYMBOL_BITS;
    return table | codable[table | token];
  }

  /// Codes symbols from the last to the first. Symbol `i` belongs to state `i` mod 4.
  ///
  /// @param words takes the states and what they gave up, the last word first; has room for `n` and
  ///   [#STATE_WORDS]
  /// @return where the words start
  int encode(short[] symbols, int n, short[] words) {
    long[] x = new long[4];
    java.util.Arrays.fill(x, SegmentWriter.START);
    int at = words.length;
    int whole = n & ~3;
    for (int i = n - 1; i >= whole; i--) {
      int slot = slots[symbols[i]];
      if (isFull(x[i & 3], slot)) {
        words[--at] = (short) x[i & 3];
        x[i & 3] >>>= 16;
      }
      x[i & 3] = next(x[i & 3], slot, reciprocals[symbols[i]]);
    }
    at = encodeFours(symbols, whole, words, at, x);
    for (int lane = 3; lane >= 0; lane--) {
      words[--at] = (short) x[lane];
      words[--at] = (short) (x[lane] >>> 16);
    }
    return at;
  }

  /// Each state has a variable of its own, so that the processor works on four at a time.
  private int encodeFours(short[] symbols, int n, short[] words, int end, long[] x) {
    long a = x[0];
    long b = x[1];
    long c = x[2];
    long d = x[3];
    int at = end;
    for (int i = n - 4; i >= 0; i -= 4) {
      int s3 = symbols[i + 3];
      int s2 = symbols[i + 2];
      int s1 = symbols[i + 1];
      int s0 = symbols[i];
      if (isFull(d, slots[s3])) {
        words[--at] = (short) d;
        d >>>= 16;
      }
      if (isFull(c, slots[s2])) {
        words[--at] = (short) c;
        c >>>= 16;
      }
      if (isFull(b, slots[s1])) {
        words[--at] = (short) b;
        b >>>= 16;
      }
      if (isFull(a, slots[s0])) {
        words[--at] = (short) a;
        a >>>= 16;
      }
      d = next(d, slots[s3], reciprocals[s3]);
      c = next(c, slots[s2], reciprocals[s2]);
      b = next(b, slots[s1], reciprocals[s1]);
      a = next(a, slots[s0], reciprocals[s0]);
    }
    x[0] = a;
    x[1] = b;
    x[2] = c;
    x[3] = d;
    return at;
  }

  /// Whether 16 bits must go before a state can take a symbol.
  private static boolean isFull(long state, int slot) {
    return state >= (long) (slot & 0xFFFF) << (32 - TokenTables.BITS);
  }

  private static long next(long state, int slot, long reciprocal) {
    long quotient = Math.unsignedMultiplyHigh(state << 20, reciprocal);
    return state + (slot >>> 16) + quotient * (TokenTables.SCALE - (slot & 0xFFFF));
  }
}
