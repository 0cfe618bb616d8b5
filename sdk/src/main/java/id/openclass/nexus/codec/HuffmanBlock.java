package id.openclass.nexus.codec;

import java.util.Arrays;

/// One block of DEFLATE with dynamic Huffman codes and no matches (RFC 1951 section 3.2.7): plan it
/// from byte counts, look at [#bits()], write it. Not thread-safe: owns its tables.
///
/// Codes have at most 13 bits, so that two fit an entry of the pair table with their length, and
/// four enter the 64-bit accumulator at once. Against 15 bits that costs about 0.2 % on F16, whose
/// rare exponents have longer codes, and nothing on BF16 and quantized weights.
final class HuffmanBlock {
  private static final int MAX_CODE_BITS = 13;
  private static final int END_OF_BLOCK = 256;
  private static final int LITERALS = 257;

  /// Two distance codes of one bit: none is used, but every decoder accepts a complete code.
  private static final int DISTANCES = 2;

  /// From here on a table of byte pairs is worth making.
  private static final int PAIRS_FROM_BYTES = 96 * 1024;

  /// Bits of an entry of a table that hold a length; the code is above them.
  private static final int LENGTH_BITS = 6;

  private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  private final PrefixCode prefix = new PrefixCode();
  private final HuffmanHeader header = new HuffmanHeader(prefix);
  private final int[] counts = new int[LITERALS];
  private final byte[] lengths = new byte[LITERALS + DISTANCES];
  private final int[] codes = new int[LITERALS];
  private final int[] pairs = new int[1 << 16];

  /// Chooses the codes for the bytes counted in `byteCounts[0, 256)`.
  void plan(int[] byteCounts) {
    System.arraycopy(byteCounts, 0, counts, 0, ByteCounts.SYMBOLS);
    counts[END_OF_BLOCK] = 1;
    prefix.lengths(counts, LITERALS, MAX_CODE_BITS, lengths);
    Arrays.fill(lengths, LITERALS, LITERALS + DISTANCES, (byte) 1);
    header.plan(lengths, LITERALS, DISTANCES);
  }

  /// The exact size of the planned block in bits.
  long bits() {
    long bits = 3L + header.bits();
    for (int s = 0; s < LITERALS; s++) {
      bits += (long) counts[s] * lengths[s];
    }
    return bits;
  }

  /// Writes the planned block with `bytes[from, to)`, the bytes that were counted.
  void write(byte[] bytes, int from, int to, boolean last, BitWriter out) {
    out.put(last ? 0b101 : 0b100, 3);
    header.write(out);
    PrefixCode.codes(lengths, LITERALS, codes);
    int done;
    if (to - from >= PAIRS_FROM_BYTES) {
      fillPairs();
      done = writePairs(bytes, from, to, pairs, out);
    } else {
      done = writeSingles(bytes, from, to, singles(), out);
    }
    for (; done < to; done++) {
      int s = bytes[done] & 255;
      out.put(codes[s], lengths[s]);
    }
    out.put(codes[END_OF_BLOCK], lengths[END_OF_BLOCK]);
  }

  private int[] singles() {
    int[] entries = new int[ByteCounts.SYMBOLS];
    for (int s = 0; s < entries.length; s++) {
      entries[s] = codes[s] << LENGTH_BITS | lengths[s];
    }
    return entries;
  }

  /// The entry at `second << 8 | first` holds both codes and the sum of their lengths.
  private void fillPairs() {
    int[] firstCodes = Arrays.copyOf(codes, ByteCounts.SYMBOLS);
    int[] firstLengths = new int[ByteCounts.SYMBOLS];
    for (int s = 0; s < ByteCounts.SYMBOLS; s++) {
      firstLengths[s] = lengths[s];
    }
    int[] table = pairs;
    for (int second = 0; second < ByteCounts.SYMBOLS; second++) {
      int code = codes[second];
      int length = lengths[second];
      int row = second << 8;
      for (int first = 0; first < ByteCounts.SYMBOLS; first++) {
        int both = firstCodes[first] | code << firstLengths[first];
        table[row + first] = both << LENGTH_BITS | (firstLengths[first] + length);
      }
    }
  }

  /// Eight bytes a round, four table entries, two stores. A shift by an entry is a shift by its
  /// length: Java shifts a long by the low 6 bits of the count. That `high` is made after the first
  /// two look-ups is worth a third of the speed with the JDK's compiler. Returns where it stopped,
  /// at most 7 bytes before `to`.
  private static int writePairs(byte[] bytes, int from, int to, int[] pairs, BitWriter out) {
    byte[] o = out.out;
    int at = out.at;
    long acc = out.pending;
    int n = out.pendingBits;
    int i = from;
    for (; i < to - 7; i += 8) {
      long eight = (long) BitWriter.LONGS.get(bytes, i);
      int a = pairs[(int) eight & 0xFFFF];
      int b = pairs[(int) eight >>> 16];
      int high = (int) (eight >>> 32);
      int c = pairs[high & 0xFFFF];
      int d = pairs[high >>> 16];
      acc |= ((long) (a >>> LENGTH_BITS) | ((long) (b >>> LENGTH_BITS) << a)) << n;
      n += (a + b) & LENGTH_MASK;
      BitWriter.LONGS.set(o, at, acc);
      at += n >>> 3;
      acc >>>= n & ~7;
      n &= 7;
      acc |= ((long) (c >>> LENGTH_BITS) | ((long) (d >>> LENGTH_BITS) << c)) << n;
      n += (c + d) & LENGTH_MASK;
      BitWriter.LONGS.set(o, at, acc);
      at += n >>> 3;
      acc >>>= n & ~7;
      n &= 7;
    }
    out.at = at;
    out.pending = acc;
    out.pendingBits = n;
    return i;
  }

  /// As [#writePairs], with one entry a byte: for blocks too short to pay for a table of pairs.
  private static int writeSingles(byte[] bytes, int from, int to, int[] entries, BitWriter out) {
    int[] t = Arrays.copyOf(entries, ByteCounts.SYMBOLS);
    byte[] o = out.out;
    int at = out.at;
    long acc = out.pending;
    int n = out.pendingBits;
    int i = from;
    for (; i < to - 3; i += 4) {
      int a = t[bytes[i] & 255];
      int b = t[bytes[i + 1] & 255];
      int c = t[bytes[i + 2] & 255];
      int d = t[bytes[i + 3] & 255];
      int ab = (a >>> LENGTH_BITS) | (b >>> LENGTH_BITS) << (a & LENGTH_MASK);
      int cd = (c >>> LENGTH_BITS) | (d >>> LENGTH_BITS) << (c & LENGTH_MASK);
      acc |= ((long) ab | (long) cd << (a + b)) << n;
      n += (a + b + c + d) & LENGTH_MASK;
      BitWriter.LONGS.set(o, at, acc);
      at += n >>> 3;
      acc >>>= n & ~7;
      n &= 7;
    }
    out.at = at;
    out.pending = acc;
    out.pendingBits = n;
    return i;
  }
}
