package id.openclass.nexus.codec;

import java.util.Arrays;

/// Makes a prefix code for an alphabet of at most 286 symbols: the shortest whose codes have at
/// most `limit` bits (package-merge, Larmore and Hirschberg 1990), numbered as RFC 1951 section
/// 3.2.2 says. Not thread-safe: owns its working space. O(limit x symbols).
final class PrefixCode {
  static final int MAX_SYMBOLS = 286;
  private static final int MAX_BITS = 15;
  private static final int SYMBOL_BITS = 9;

  /// Used symbols by rising count: `count << 9 | symbol`.
  private final long[] leaves = new long[MAX_SYMBOLS];

  /// Weights of the current and of the next longer level's items, packages and leaves, rising.
  private long[] items = new long[2 * MAX_SYMBOLS];

  private long[] longer = new long[2 * MAX_SYMBOLS];

  /// `leavesBefore[level][i]`: how many of the level's first `i` items are leaves.
  private final short[][] leavesBefore = new short[MAX_BITS + 1][2 * MAX_SYMBOLS + 1];

  /// Sets `lengths[s]` for every symbol: 0 for unused ones. The code is complete.
  ///
  /// @param counts how often each symbol occurs; at least two are not 0, all below 2^40
  /// @param symbols size of the alphabet
  /// @param limit longest code in bits; `2^limit` is no less than the used symbols
  /// @param lengths where the lengths go
  void lengths(int[] counts, int symbols, int limit, byte[] lengths) {
    int used = 0;
    for (int s = 0; s < symbols; s++) {
      lengths[s] = 0;
      if (counts[s] != 0) {
        leaves[used++] = ((long) counts[s] << SYMBOL_BITS) | s;
      }
    }
    if (used < 2 || used > 1 << limit) {
      throw new IllegalArgumentException("no code of " + used + " symbols in " + limit + " bits");
    }
    Arrays.sort(leaves, 0, used);
    int count = 0;
    for (int level = limit; level >= 1; level--) {
      count = merge(count, used, leavesBefore[level]);
    }
    spread(used, limit, lengths);
  }

  /// One level: pairs of the longer level's items become packages, merged with the leaves.
  private int merge(int longerCount, int used, short[] before) {
    long[] swap = longer;
    longer = items;
    items = swap;
    int packages = longerCount / 2;
    int taken = 0;
    int leaf = 0;
    int count = packages + used;
    for (int i = 0; i < count; i++) {
      long packed = taken < packages ? longer[2 * taken] + longer[2 * taken + 1] : Long.MAX_VALUE;
      long single = leaf < used ? leaves[leaf] >>> SYMBOL_BITS : Long.MAX_VALUE;
      before[i] = (short) leaf;
      if (single <= packed) {
        items[i] = single;
        leaf++;
      } else {
        items[i] = packed;
        taken++;
      }
    }
    before[count] = (short) leaf;
    return count;
  }

  /// The first `2 used - 2` items of level 1 are the code; each leaf among the items chosen on a
  /// level makes its symbol's code one bit longer.
  private void spread(int used, int limit, byte[] lengths) {
    int chosen = 2 * used - 2;
    for (int level = 1; level <= limit && chosen > 0; level++) {
      int singles = leavesBefore[level][chosen];
      for (int i = 0; i < singles; i++) {
        lengths[(int) leaves[i] & ((1 << SYMBOL_BITS) - 1)]++;
      }
      chosen = 2 * (chosen - singles);
    }
  }

  /// Numbers the codes and turns them around, as they enter a stream that fills bytes from the low
  /// end.
  ///
  /// @param lengths the lengths of a complete code
  /// @param symbols size of the alphabet
  /// @param codes where the codes go
  static void codes(byte[] lengths, int symbols, int[] codes) {
    int[] next = new int[MAX_BITS + 2];
    for (int s = 0; s < symbols; s++) {
      if (lengths[s] != 0) {
        next[lengths[s] + 1]++;
      }
    }
    for (int bits = 1; bits <= MAX_BITS; bits++) {
      next[bits + 1] = (next[bits] + next[bits + 1]) << 1;
    }
    for (int s = 0; s < symbols; s++) {
      int length = lengths[s];
      codes[s] = length == 0 ? 0 : Integer.reverse(next[length]++) >>> (32 - length);
    }
  }
}
