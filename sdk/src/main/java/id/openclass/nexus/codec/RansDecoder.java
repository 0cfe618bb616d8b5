package id.openclass.nexus.codec;

import id.openclass.nexus.core.NexusException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads values from a segment that [SegmentWriter] coded: four interleaved rANS states (J. Duda,
/// arXiv:1311.2540; F. Giesen, arXiv:1402.3392) of 32 bits that take 16 bits at a time, and a
/// stream of low bits. Value n belongs to state n mod 4. Not thread-safe.
///
/// No input makes it read outside its arrays: past their ends it reads zeros, and [#finish()] says
/// whether all was as it should be.
public final class RansDecoder {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SLOT_MASK = TokenTables.SCALE - 1;

  /// A value in a slot below this one has low bits, or is the escape.
  private static final int SMALLEST = -Token.DIRECT + 1;

  private static final int ESCAPE = TokenTables.residual(TokenTables.ESCAPE);

  private final int[] slots;
  private final byte[] tableOf;
  private final byte[] in;
  private final int wordsEnd;
  private int words;
  private final BitReader low;
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
    low = new BitReader(segment, wordsEnd, to);
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
    return (byte) slot >= SMALLEST ? (byte) slot : large((byte) slot);
  }

  private static int advance(int x, int slot) {
    return ((slot >>> 20) + 1) * (x >>> TokenTables.BITS) + (slot >>> 8 & SLOT_MASK);
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

  private int large(int residual) {
    if (residual == ESCAPE) {
      int token = Math.min(low.take(TokenTables.SYMBOL_BITS), Token.COUNT - 1);
      return Token.value(token, low.take(Token.lowBits(token)));
    }
    return low.value(residual);
  }

  /// Reads a run of values, each to be added to what was predicted: nearly all are small.
  ///
  /// @param run for each value its context in the low 16 bits, above them a number that becomes the
  ///   sum of itself and the value
  /// @param n how many
  public void addTo(int[] run, int n) {
    int i = 0;
    while (i < n) {
      i = addSmall(run, i, n);
      // Four at least, so that states and values keep step with each other.
      for (int end = Math.min(n, i + 4); i < end; i++) {
        run[i] = (run[i] >>> 16) + next(run[i] & 0xFFFF);
      }
    }
  }

  /// Reads fours as long as they are small and there are words for the worst case.
  ///
  /// @return where it stopped
  private int addSmall(int[] run, int from, int n) {
    int i = from;
    int a = x0;
    int b = x1;
    int c = x2;
    int d = x3;
    int w = words;
    int[] table = slots;
    byte[] map = tableOf;
    byte[] bytes = in;
    boolean small = true;
    while (small) {
      int fours = fours(i, n, w);
      if (fours <= 0) {
        break;
      }
      int end = i + 4 * fours;
      for (; i < end; i += 4) {
        int s0 = table[map[run[i] & 0xFFFF] << TokenTables.BITS | (a & SLOT_MASK)];
        int s1 = table[map[run[i + 1] & 0xFFFF] << TokenTables.BITS | (b & SLOT_MASK)];
        int s2 = table[map[run[i + 2] & 0xFFFF] << TokenTables.BITS | (c & SLOT_MASK)];
        int s3 = table[map[run[i + 3] & 0xFFFF] << TokenTables.BITS | (d & SLOT_MASK)];
        int v0 = (byte) s0;
        int v1 = (byte) s1;
        int v2 = (byte) s2;
        int v3 = (byte) s3;
        if (v0 < SMALLEST || v1 < SMALLEST || v2 < SMALLEST || v3 < SMALLEST) {
          small = false;
          break;
        }
        a = advance(a, s0);
        b = advance(b, s1);
        c = advance(c, s2);
        d = advance(d, s3);
        if (a >>> 16 == 0) {
          a = a << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (b >>> 16 == 0) {
          b = b << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (c >>> 16 == 0) {
          c = c << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (d >>> 16 == 0) {
          d = d << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        run[i] = (run[i] >>> 16) + v0;
        run[i + 1] = (run[i + 1] >>> 16) + v1;
        run[i + 2] = (run[i + 2] >>> 16) + v2;
        run[i + 3] = (run[i + 3] >>> 16) + v3;
      }
    }
    x0 = a;
    x1 = b;
    x2 = c;
    x3 = d;
    words = w;
    return i;
  }

  /// Reads a run of values that may be of any size.
  ///
  /// @param contexts the low 16 bits are the context of each
  /// @param values takes them, from its start
  /// @param n how many
  public void run(int[] contexts, int[] values, int n) {
    int i = 0;
    int a = x0;
    int b = x1;
    int c = x2;
    int d = x3;
    int w = words;
    int[] table = slots;
    byte[] map = tableOf;
    byte[] bytes = in;
    for (int fours = fours(i, n, w); fours > 0; fours = fours(i, n, w)) {
      int end = i + 4 * fours;
      for (; i < end; i += 4) {
        int s0 = table[map[contexts[i] & 0xFFFF] << TokenTables.BITS | (a & SLOT_MASK)];
        int s1 = table[map[contexts[i + 1] & 0xFFFF] << TokenTables.BITS | (b & SLOT_MASK)];
        int s2 = table[map[contexts[i + 2] & 0xFFFF] << TokenTables.BITS | (c & SLOT_MASK)];
        int s3 = table[map[contexts[i + 3] & 0xFFFF] << TokenTables.BITS | (d & SLOT_MASK)];
        a = advance(a, s0);
        b = advance(b, s1);
        c = advance(c, s2);
        d = advance(d, s3);
        if (a >>> 16 == 0) {
          a = a << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (b >>> 16 == 0) {
          b = b << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (c >>> 16 == 0) {
          c = c << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        if (d >>> 16 == 0) {
          d = d << 16 | ((short) SHORTS.get(bytes, w) & 0xFFFF);
          w += 2;
        }
        values[i] = (byte) s0;
        values[i + 1] = (byte) s1;
        values[i + 2] = (byte) s2;
        values[i + 3] = (byte) s3;
      }
    }
    x0 = a;
    x1 = b;
    x2 = c;
    x3 = d;
    words = w;
    addLow(values, i);
    for (; i < n; i++) {
      values[i] = next(contexts[i] & 0xFFFF);
    }
  }

  /// How many fours there are words for in the worst case: loops that count spare the checks of
  /// every index.
  private int fours(int i, int n, int w) {
    return Math.min((n - i) >> 2, (wordsEnd - w) >> 3);
  }

  /// Turns what stood in slots into values.
  private void addLow(int[] values, int n) {
    for (int i = 0; i < n; i++) {
      int residual = values[i];
      if (residual == ESCAPE) {
        values[i] = large(residual);
      } else {
        values[i] = low.value(residual);
      }
    }
  }

  /// Checks that the segment ended where it should, with the states where the coder began.
  ///
  /// @throws NexusException.Malformed when it did not
  public void finish() {
    int start = SegmentWriter.START;
    if (words != wordsEnd
        || !low.isAtEnd()
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
