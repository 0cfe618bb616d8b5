package id.openclass.nexus.codec;

import id.openclass.nexus.core.NexusException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads values from a segment that [TokenBuffer] coded: four interleaved rANS states (J. Duda,
/// arXiv:1311.2540; F. Giesen, arXiv:1402.3392) of 32 bits that take 16 bits at a time, and a
/// stream of low bits. Value n belongs to state n mod 4. Not thread-safe.
///
/// No input makes it read outside its arrays: past their ends it reads zeros, and [#finish()] says
/// whether all was as it should be.
public final class RansDecoder {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SYMBOL_MASK = (1 << TokenTables.SYMBOL_BITS) - 1;
  private static final int SLOT_MASK = TokenTables.SCALE - 1;
  private static final int FREQUENCY_SHIFT = TokenTables.SYMBOL_BITS + TokenTables.BITS;

  /// Tokens from here on have low bits, or escape.
  private static final int FIRST_LOW = 2 * Token.DIRECT - 1;

  private final int[] slots;
  private final byte[] tableOf;
  private final byte[] in;
  private final int wordsEnd;
  private int words;
  private int low;
  private final int lowEnd;
  private long lowBits;
  private int lowCount;
  private int x0;
  private int x1;
  private int x2;
  private int x3;

  /// Opens a segment: 4 bytes that count the bytes of its words, the words, the low bits. The first
  /// eight words are the states.
  ///
  /// @param tables the tables it was coded with
  /// @param segment the segment
  /// @param from where it starts
  /// @param to where it ends
  /// @throws NexusException.Malformed when it is too short or its counts are impossible
  public RansDecoder(TokenTables tables, byte[] segment, int from, int to) {
    slots = tables.slots();
    tableOf = tables.tableOf;
    in = segment;
    if (to - from < 20) {
      throw damaged("it has " + (to - from) + " bytes");
    }
    int length = word(from) | word(from + 2) << 16;
    if (length < 16 || (length & 1) != 0 || length > to - from - 4) {
      throw damaged("its words take " + length + " of " + (to - from - 4) + " bytes");
    }
    words = from + 4;
    wordsEnd = words + length;
    low = wordsEnd;
    lowEnd = to;
    x0 = state();
    x1 = state();
    x2 = state();
    x3 = state();
  }

  private int state() {
    int value = word(words) << 16 | word(words + 2);
    words += 4;
    return value;
  }

  private int word(int at) {
    return (short) SHORTS.get(in, at) & 0xFFFF;
  }

  /// Reads one value.
  ///
  /// @param context its context
  /// @return the value
  public int next(int context) {
    int slot = slots[tableOf[context] << TokenTables.BITS | (x0 & SLOT_MASK)];
    int x = advance(x0, slot);
    if (x >>> 16 == 0) {
      x = x << 16 | nextWord();
    }
    x0 = x1;
    x1 = x2;
    x2 = x3;
    x3 = x;
    int token = slot & SYMBOL_MASK;
    return token < FIRST_LOW ? small(token) : large(token);
  }

  private static int advance(int x, int slot) {
    return ((slot >>> FREQUENCY_SHIFT) + 1) * (x >>> TokenTables.BITS)
        + (slot >>> TokenTables.SYMBOL_BITS & SLOT_MASK);
  }

  /// A token without low bits: odd ones are positive.
  private static int small(int token) {
    return ((token + 1) >>> 1 ^ (token & 1) - 1) + (1 - (token & 1));
  }

  private int nextWord() {
    if (words >= wordsEnd) {
      words += 2;
      return 0;
    }
    int word = word(words);
    words += 2;
    return word;
  }

  /// Reads a run of values.
  ///
  /// @param contexts context of each
  /// @param values takes them, from its start
  /// @param n how many
  public void run(short[] contexts, int[] values, int n) {
    int i = 0;
    int a = x0;
    int b = x1;
    int c = x2;
    int d = x3;
    int w = words;
    int[] table = slots;
    byte[] map = tableOf;
    int safe = wordsEnd - 8;
    for (; i <= n - 4 && w <= safe; i += 4) {
      int s0 = table[map[contexts[i]] << TokenTables.BITS | (a & SLOT_MASK)];
      int s1 = table[map[contexts[i + 1]] << TokenTables.BITS | (b & SLOT_MASK)];
      int s2 = table[map[contexts[i + 2]] << TokenTables.BITS | (c & SLOT_MASK)];
      int s3 = table[map[contexts[i + 3]] << TokenTables.BITS | (d & SLOT_MASK)];
      a = advance(a, s0);
      b = advance(b, s1);
      c = advance(c, s2);
      d = advance(d, s3);
      if (a >>> 16 == 0) {
        a = a << 16 | word(w);
        w += 2;
      }
      if (b >>> 16 == 0) {
        b = b << 16 | word(w);
        w += 2;
      }
      if (c >>> 16 == 0) {
        c = c << 16 | word(w);
        w += 2;
      }
      if (d >>> 16 == 0) {
        d = d << 16 | word(w);
        w += 2;
      }
      int t0 = s0 & SYMBOL_MASK;
      int t1 = s1 & SYMBOL_MASK;
      int t2 = s2 & SYMBOL_MASK;
      int t3 = s3 & SYMBOL_MASK;
      values[i] = t0 < FIRST_LOW ? small(t0) : large(t0);
      values[i + 1] = t1 < FIRST_LOW ? small(t1) : large(t1);
      values[i + 2] = t2 < FIRST_LOW ? small(t2) : large(t2);
      values[i + 3] = t3 < FIRST_LOW ? small(t3) : large(t3);
    }
    x0 = a;
    x1 = b;
    x2 = c;
    x3 = d;
    words = w;
    for (; i < n; i++) {
      values[i] = next(contexts[i]);
    }
  }

  private int large(int symbol) {
    int token = symbol;
    if (symbol == TokenTables.ESCAPE) {
      token = Math.min(low(7), Token.COUNT - 1);
    }
    return Token.value(token, low(Token.lowBits(token)));
  }

  /// Takes low bits.
  private int low(int count) {
    while (lowCount < count) {
      lowBits |= (long) (low < lowEnd ? in[low] & 0xFF : 0) << lowCount;
      low++;
      lowCount += 8;
    }
    int value = (int) (lowBits & (1L << count) - 1);
    lowBits >>>= count;
    lowCount -= count;
    return value;
  }

  /// Checks that the segment ended where it should, with the states where the coder began.
  ///
  /// @throws NexusException.Malformed when it did not
  public void finish() {
    int start = TokenBuffer.START;
    if (words != wordsEnd
        || low != lowEnd
        || x0 != start
        || x1 != start
        || x2 != start
        || x3 != start) {
      throw damaged("its values do not end where it ends");
    }
  }

  private static NexusException damaged(String what) {
    return NexusException.malformed(
        "a segment is damaged: " + what, "delta", -1, "fetch the delta again");
  }
}
