package id.openclass.nexus.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Counts byte values and estimates what an ideal Huffman code would make of them.
final class ByteCounts {
  static final int SYMBOLS = 256;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// `LOG2[n]` is log2(n) in units of 2^-16 bits. From StrictMath, so equal on every machine.
  private static final int[] LOG2 = new int[4096];

  static {
    for (int n = 1; n < LOG2.length; n++) {
      LOG2[n] = (int) Math.round(StrictMath.log(n) / StrictMath.log(2) * 65536);
    }
  }

  private ByteCounts() {}

  /// Adds the counts of `bytes[from, to)` to `counts[at, at + 256)`.
  static void add(byte[] bytes, int from, int to, int[] counts, int at) {
    // Four counters a value, so that equal neighbours do not wait for each other's store. Made
    // here,
    // where the compiler sees its length, and so leaves out the range checks.
    int[] lane = new int[4 * SYMBOLS];
    int i = from;
    for (; i < to - 7; i += 8) {
      long v = (long) LONGS.get(bytes, i);
      lane[(int) v & 255]++;
      lane[256 + ((int) (v >>> 8) & 255)]++;
      lane[512 + ((int) (v >>> 16) & 255)]++;
      lane[768 + ((int) (v >>> 24) & 255)]++;
      lane[(int) (v >>> 32) & 255]++;
      lane[256 + ((int) (v >>> 40) & 255)]++;
      lane[512 + ((int) (v >>> 48) & 255)]++;
      lane[768 + (int) (v >>> 56)]++;
    }
    for (; i < to; i++) {
      lane[bytes[i] & 255]++;
    }
    for (int s = 0; s < SYMBOLS; s++) {
      counts[at + s] += lane[s] + lane[s + 256] + lane[s + 512] + lane[s + 768];
    }
  }

  /// The entropy of `counts[at, at + 256)` in bits: what the literals would cost with ideal codes.
  static long entropyBits(int[] counts, int at) {
    long total = 0;
    long sum = 0;
    for (int s = at; s < at + SYMBOLS; s++) {
      int n = counts[s];
      total += n;
      sum += n * log2(n);
    }
    return (total * log2((int) total) - sum) >>> 16;
  }

  private static long log2(int n) {
    int shift = Math.max(0, 20 - Integer.numberOfLeadingZeros(n));
    return LOG2[n >>> shift] + ((long) shift << 16);
  }
}
