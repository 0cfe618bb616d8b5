package id.openclass.nexus.codec;

import java.util.Random;

/// Seeded bytes with hostile statistics.
final class SkewedBytes {
  private SkewedBytes() {}

  /// Counts that grow like Fibonacci numbers: the deepest Huffman tree for the length.
  static byte[] fibonacci(int length, long seed) {
    return shuffled(length, seed, 1, 1, false);
  }

  /// Counts that double from symbol to symbol.
  static byte[] powers(int length, long seed) {
    return shuffled(length, seed, 1, 1, true);
  }

  private static byte[] shuffled(int length, long seed, int a, int b, boolean doubling) {
    byte[] bytes = new byte[length];
    int at = 0;
    int before = a;
    int count = b;
    for (int symbol = 0; at < length; symbol++) {
      for (int i = 0; i < count && at < length; i++) {
        bytes[at++] = (byte) (symbol * 37);
      }
      int next = doubling ? 2 * count : before + count;
      before = count;
      count = next;
    }
    Random random = new Random(seed);
    for (int i = length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      byte swap = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swap;
    }
    return bytes;
  }

  /// All 256 symbols, 255 of them once.
  static byte[] oneRare(int length) {
    byte[] bytes = new byte[length];
    for (int symbol = 1; symbol < 256; symbol++) {
      bytes[(int) ((long) symbol * length / 256)] = (byte) symbol;
    }
    return bytes;
  }

  /// Stretches of random length, each of a few symbols, a repetition, or anything.
  static byte[] mixture(Random random, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int stretch = Math.min(length - at, 1 + random.nextInt(1 + length / (1 + random.nextInt(8))));
      int kind = random.nextInt(4);
      int symbols = 1 + random.nextInt(256);
      int period = 1 + random.nextInt(300);
      for (int end = at + stretch; at < end; at++) {
        bytes[at] =
            switch (kind) {
              case 0 -> (byte) random.nextInt(symbols);
              case 1 -> at >= period ? bytes[at - period] : (byte) symbols;
              case 2 -> (byte) (random.nextGaussian() * symbols / 8);
              default -> (byte) random.nextInt();
            };
      }
    }
    return bytes;
  }
}
