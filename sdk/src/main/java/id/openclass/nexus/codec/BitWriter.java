package id.openclass.nexus.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Writes bits into a byte array from the low end of each byte on (RFC 1951 section 3.1.1). May
/// touch 8 bytes past what it has written. Not thread-safe.
final class BitWriter {
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  byte[] out = new byte[0];

  /// Where the next whole byte goes.
  int at;

  /// The bits after the last whole byte, and how many there are: at most 7 between calls.
  long pending;

  int pendingBits;

  void start(byte[] destination, int offset) {
    out = destination;
    at = offset;
    pending = 0;
    pendingBits = 0;
  }

  /// Appends the low `count` bits of `bits`, whose others are 0. `count` is at most 48.
  void put(long bits, int count) {
    pending |= bits << pendingBits;
    int n = pendingBits + count;
    LONGS.set(out, at, pending);
    at += n >>> 3;
    pending >>>= n & ~7;
    pendingBits = n & 7;
  }

  /// Fills up the byte begun with zero bits.
  void align() {
    if (pendingBits != 0) {
      put(0, 8 - pendingBits);
    }
  }

  /// Makes sure that the next bit starts a byte, with an empty stored block where it does not.
  void endAtByte() {
    if (pendingBits != 0) {
      put(0, 3);
      align();
      put(0xFFFF_0000L, 32);
    }
  }

  /// Appends bytes as stored blocks (RFC 1951 section 3.2.4).
  void stored(byte[] bytes, int from, int to, boolean last) {
    int i = from;
    do {
      int n = Math.min(to - i, 0xFFFF);
      put(last && i + n == to ? 1 : 0, 3);
      align();
      put(n | ((long) (n ^ 0xFFFF) << 16), 32);
      System.arraycopy(bytes, i, out, at, n);
      at += n;
      i += n;
    } while (i < to);
  }
}
