package id.openclass.nexus.codec;

import java.util.Arrays;

/// Codes the values of one slice: four interleaved rANS states, of which each value in turn takes
/// one, and a stream of low bits. [RansDecoder] reads it. Not thread-safe; made to be used again
/// for the next slice.
///
/// rANS gives back first what went in last, so symbols are kept until the slice is complete.
public final class SegmentWriter implements TokenSink {
  /// What a state starts with: the least it may be.
  static final int START = 1 << 16;

  /// Values between two looks at the room for low bits, and the most bytes that these take.
  private static final int STRIDE = 1 << 10;

  private static final int STRIDE_BYTES = 5 * STRIDE + 16;

  private final RansTables tables;
  private final BitWriter low = new BitWriter();
  private short[] symbols = new short[1 << 14];
  private short[] words = {};
  private int size;

  /// Starts an empty segment.
  ///
  /// @param tables what to code with
  public SegmentWriter(RansTables tables) {
    this.tables = tables;
    low.start(new byte[STRIDE_BYTES], 0);
  }

  @Override
  public void add(int context, int value) {
    reserve(1);
    put(context, value);
  }

  @Override
  public void run(int[] contexts, int[] values, int n) {
    for (int from = 0; from < n; from += STRIDE) {
      int to = Math.min(n, from + STRIDE);
      reserve(to - from);
      for (int i = from; i < to; i++) {
        int small = tables.smallSymbols(contexts, values, i, to, symbols, size);
        size += small - i;
        i = small;
        if (i < to) {
          put(contexts[i] & 0xFFFF, values[i]);
        }
      }
    }
  }

  private void reserve(int n) {
    if (size + n > symbols.length) {
      symbols = Arrays.copyOf(symbols, Math.max(size + n, symbols.length * 2));
    }
    if (low.at + STRIDE_BYTES > low.out.length) {
      low.out = Arrays.copyOf(low.out, low.out.length * 2 + STRIDE_BYTES);
    }
  }

  private void put(int context, int value) {
    int token = Token.of(value);
    int symbol = tables.symbol(context, token);
    symbols[size++] = (short) symbol;
    if ((symbol & 127) >= Token.FIRST_LOW) {
      putLow(symbol & 127, token, value);
    }
  }

  private void putLow(int symbol, int token, int value) {
    if (symbol == TokenTables.ESCAPE) {
      low.put(token, TokenTables.SYMBOL_BITS);
    }
    int bits = Token.lowBits(token);
    low.put(Math.abs(value) & ((1L << bits) - 1), bits);
  }

  /// Ends the segment, and empties the writer.
  ///
  /// @return a count of bytes (4), the words (the four states, then what they gave up), the low
  ///   bits
  public byte[] finish() {
    low.align();
    if (words.length < size + RansTables.STATE_WORDS) {
      words = new short[symbols.length + RansTables.STATE_WORDS];
    }
    int at = tables.encode(symbols, size, words);
    int wordBytes = 2 * (words.length - at);
    byte[] segment = new byte[4 + wordBytes + low.at];
    for (int i = 0; i < 4; i++) {
      segment[i] = (byte) (wordBytes >>> (8 * i));
    }
    for (int i = at; i < words.length; i++) {
      segment[4 + 2 * (i - at)] = (byte) words[i];
      segment[5 + 2 * (i - at)] = (byte) (words[i] >>> 8);
    }
    System.arraycopy(low.out, 0, segment, 4 + wordBytes, low.at);
    size = 0;
    low.start(low.out, 0);
    return segment;
  }
}
