package id.openclass.nexus.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Guesses from a sample whether a piece of a chunk repeats itself enough for a search for matches
/// to be worth trying. Touches about a sixteenth of the piece. Looks at nothing outside the piece,
/// so the answer depends on its bytes alone. Not thread-safe.
final class MatchProbe {
  /// A match this long costs about as many bits as its bytes coded alone do in weights.
  private static final int MIN_MATCH = 5;

  /// Every so many bytes one position is remembered: a repetition at any distance, 4 bytes longer
  /// than this, is seen from the windows.
  private static final int STRIDE = 32;

  private static final int WINDOW = 512;
  private static final int TABLE_BITS = 12;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final int[] seen = new int[1 << TABLE_BITS];

  /// Whether at least one byte in eight of the sample lies in a match.
  boolean repeats(byte[] bytes, int from, int to) {
    Arrays.fill(seen, -1);
    for (int i = from; i <= to - 4; i += STRIDE) {
      seen[slot((int) INTS.get(bytes, i))] = i;
    }
    int length = to - from;
    if (length <= 2 * WINDOW) {
      return 8L * matched(bytes, from, to, to) >= length;
    }
    int first = from + length / 4 - WINDOW / 2;
    int second = from + length / 4 * 3 - WINDOW / 2;
    int found =
        matched(bytes, first, first + WINDOW, to) + matched(bytes, second, second + WINDOW, to);
    return 8 * found >= 2 * WINDOW;
  }

  /// Counts the bytes of `bytes[from, to)` that lie in matches which end before `end`.
  private int matched(byte[] bytes, int from, int to, int end) {
    int sum = 0;
    int[] seen = this.seen;
    int mask = seen.length - 1;
    int last = Math.min(to, end - 4);
    for (int i = from; i < last; ) {
      int here = (int) INTS.get(bytes, i);
      int slot = slot(here) & mask;
      int candidate = seen[slot];
      seen[slot] = i;
      int length = 1;
      if (candidate >= 0 && candidate != i && (int) INTS.get(bytes, candidate) == here) {
        length = 4;
        int reach = Math.min(to - i, end - Math.max(i, candidate));
        while (length < reach && bytes[candidate + length] == bytes[i + length]) {
          length++;
        }
        sum += length >= MIN_MATCH ? length : 0;
      }
      i += length;
    }
    return sum;
  }

  private static int slot(int four) {
    return (four * 0x9E3779B1) >>> (32 - TABLE_BITS);
  }
}
