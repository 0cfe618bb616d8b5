package id.openclass.nexus.codec;

import java.util.Arrays;

/// Values of one slice with their contexts, kept until they can be counted or coded. Not
/// thread-safe; made to be used again for the next slice.
public final class TokenBuffer {
  /// What a state starts with: the least it may be.
  static final int START = 1 << 16;

  private short[] contexts = new short[1 << 12];
  private int[] values = new int[1 << 12];
  private int size;

  /// Makes an empty buffer.
  public TokenBuffer() {}

  /// Empties the buffer.
  public void clear() {
    size = 0;
  }

  /// How many values it holds.
  ///
  /// @return a count
  public int size() {
    return size;
  }

  /// Appends one value.
  ///
  /// @param context its context
  /// @param value any
  public void add(int context, int value) {
    reserve(1);
    contexts[size] = (short) context;
    values[size++] = value;
  }

  /// Appends a run of values.
  ///
  /// @param runContexts context of each
  /// @param runValues the values
  /// @param n how many
  public void run(short[] runContexts, int[] runValues, int n) {
    reserve(n);
    System.arraycopy(runContexts, 0, contexts, size, n);
    System.arraycopy(runValues, 0, values, size, n);
    size += n;
  }

  private void reserve(int n) {
    if (size + n > values.length) {
      int capacity = Math.max(size + n, values.length * 2);
      contexts = Arrays.copyOf(contexts, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }

  /// Counts the tokens of each context.
  ///
  /// @param counts adds to them
  public void count(TokenCounts counts) {
    int[] n = counts.counts;
    for (int i = 0; i < size; i++) {
      n[contexts[i] << TokenTables.SYMBOL_BITS | Token.of(values[i])]++;
    }
  }

  /// Codes what was added, and empties the buffer.
  ///
  /// @param coder the tables, made ready
  /// @return the segment
  public byte[] encode(RansTables coder) {
    BitWriter low = new BitWriter();
    low.start(new byte[lowCapacity(coder)], 0);
    for (int i = 0; i < size; i++) {
      values[i] = symbol(coder, contexts[i], values[i], low);
    }
    low.align();
    byte[] segment = coder.encode(values, size, low.out, low.at);
    size = 0;
    return segment;
  }

  private int lowCapacity(RansTables coder) {
    long bits = 128;
    for (int i = 0; i < size; i++) {
      int token = Token.of(values[i]);
      bits += Token.lowBits(token) + (coder.has(contexts[i], token) ? 0 : 7);
    }
    return Math.toIntExact((bits + 7) / 8);
  }

  /// Writes the low bits of a value and says its symbol: table << 7 | symbol.
  private static int symbol(RansTables coder, int context, int value, BitWriter low) {
    int token = Token.of(value);
    int table = coder.table(context);
    int symbol = token;
    if (!coder.has(context, token)) {
      symbol = TokenTables.ESCAPE;
      low.put(token, 7);
    }
    int bits = Token.lowBits(token);
    if (bits > 0) {
      low.put(Math.abs(value) & (1 << bits) - 1, bits);
    }
    return table << TokenTables.SYMBOL_BITS | symbol;
  }
}
