package id.openclass.nexus.codec;

import java.util.Arrays;

/// The code lengths of a dynamic block as its header has them: runs shortened, then coded with a
/// prefix code of their own (RFC 1951 section 3.2.7). Not thread-safe.
final class HuffmanHeader {
  private static final int SYMBOLS = 19;
  private static final int MAX_CODE_BITS = 7;
  private static final int REPEAT_LAST = 16;
  private static final int ZEROS_3_TO_10 = 17;
  private static final int ZEROS_11_TO_138 = 18;

  /// The order in which the lengths of the code for lengths are sent.
  private static final byte[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final int[] EXTRA_BITS = new int[SYMBOLS];

  static {
    EXTRA_BITS[REPEAT_LAST] = 2;
    EXTRA_BITS[ZEROS_3_TO_10] = 3;
    EXTRA_BITS[ZEROS_11_TO_138] = 7;
  }

  private final PrefixCode prefix;
  private final int[] counts = new int[SYMBOLS];
  private final byte[] lengths = new byte[SYMBOLS];
  private final int[] codes = new int[SYMBOLS];

  /// Symbols to send and, above their low 5 bits, the value of their extra bits.
  private final short[] sent = new short[PrefixCode.MAX_SYMBOLS + 32];

  private int sentCount;
  private int ordered;
  private int literals;
  private int distances;

  HuffmanHeader(PrefixCode prefix) {
    this.prefix = prefix;
  }

  /// Takes the lengths of `literals` literal codes followed by those of `distances` distance codes.
  void plan(byte[] codeLengths, int literals, int distances) {
    this.literals = literals;
    this.distances = distances;
    sentCount = 0;
    Arrays.fill(counts, 0);
    int end = literals + distances;
    for (int i = 0; i < end; ) {
      int run = 1;
      while (i + run < end && codeLengths[i + run] == codeLengths[i]) {
        run++;
      }
      addRun(codeLengths[i], run);
      i += run;
    }
    prefix.lengths(counts, SYMBOLS, MAX_CODE_BITS, lengths);
    PrefixCode.codes(lengths, SYMBOLS, codes);
    ordered = SYMBOLS;
    while (ordered > 4 && lengths[ORDER[ordered - 1]] == 0) {
      ordered--;
    }
  }

  private void addRun(int length, int run) {
    int left = run;
    if (length == 0) {
      for (; left >= 11; left -= Math.min(left, 138)) {
        add(ZEROS_11_TO_138, Math.min(left, 138) - 11);
      }
      if (left >= 3) {
        add(ZEROS_3_TO_10, left - 3);
        left = 0;
      }
    } else {
      add(length, 0);
      left--;
      for (; left >= 3; left -= Math.min(left, 6)) {
        add(REPEAT_LAST, Math.min(left, 6) - 3);
      }
    }
    for (; left > 0; left--) {
      add(length, 0);
    }
  }

  private void add(int symbol, int extra) {
    sent[sentCount++] = (short) (extra << 5 | symbol);
    counts[symbol]++;
  }

  /// The size of the planned header in bits.
  int bits() {
    int bits = 14 + 3 * ordered;
    for (int s = 0; s < SYMBOLS; s++) {
      bits += counts[s] * (lengths[s] + EXTRA_BITS[s]);
    }
    return bits;
  }

  void write(BitWriter out) {
    out.put((literals - 257) | (distances - 1) << 5 | (ordered - 4) << 10, 14);
    for (int i = 0; i < ordered; i++) {
      out.put(lengths[ORDER[i]], 3);
    }
    for (int i = 0; i < sentCount; i++) {
      int symbol = sent[i] & 31;
      out.put(
          codes[symbol] | (sent[i] >>> 5) << lengths[symbol], lengths[symbol] + EXTRA_BITS[symbol]);
    }
  }
}
