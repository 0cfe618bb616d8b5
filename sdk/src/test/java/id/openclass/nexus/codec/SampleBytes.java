package id.openclass.nexus.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Seeded bytes with the statistics that model files have.
final class SampleBytes {
  private static final int ROW = 768;
  private static final String[] WORDS = {
    "token",
    "gudang",
    "sekolah",
    "the",
    "of",
    "##ing",
    "\u0120and",
    "guru",
    "model",
    "\u0120belajar"
  };

  private SampleBytes() {}

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// Gaussian weights as F16, each row with its own scale.
  static byte[] halfFloats(int length, long seed) {
    Random random = new Random(seed);
    ByteBuffer out = buffer(length + 1);
    for (int i = 0; out.position() < length; i++) {
      out.putShort(Float.floatToFloat16((float) random.nextGaussian() * scale(i / ROW)));
    }
    return cut(out, length);
  }

  /// Gaussian weights as BF16.
  static byte[] brainFloats(int length, long seed) {
    Random random = new Random(seed);
    ByteBuffer out = buffer(length + 1);
    for (int i = 0; out.position() < length; i++) {
      float weight = (float) random.nextGaussian() * scale(i / ROW);
      out.putShort((short) (Float.floatToIntBits(weight) >>> 16));
    }
    return cut(out, length);
  }

  /// Blocks of one F16 scale and 32 signed bytes, as Q8_0 has them.
  static byte[] blocksOf8Bits(int length, long seed) {
    return blocks(length, seed, 127, false);
  }

  /// Blocks of one F16 scale and 32 halves of bytes, as Q4_0 has them.
  static byte[] blocksOf4Bits(int length, long seed) {
    return blocks(length, seed, 8, true);
  }

  private static byte[] blocks(int length, long seed, int steps, boolean halves) {
    Random random = new Random(seed);
    ByteBuffer out = buffer(length + 64);
    float[] weights = new float[32];
    for (int block = 0; out.position() < length; block++) {
      float most = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian() * scale(block * weights.length / ROW);
        most = Math.max(most, Math.abs(weights[i]));
      }
      float step = most / steps;
      out.putShort(Float.floatToFloat16(step));
      for (int i = 0; i < (halves ? 16 : 32); i++) {
        int value = Math.round(weights[i] / step);
        int other = halves ? Math.round(weights[i + 16] / step) : 0;
        out.put((byte) (halves ? half(value) | half(other) << 4 : value));
      }
    }
    return cut(out, length);
  }

  private static int half(int value) {
    return Math.min(15, value + 8);
  }

  private static float scale(int row) {
    return 0.02f * (1 + row * 7 % 13);
  }

  /// Strings with 64-bit lengths before them, as the vocabulary of a GGUF file has them.
  static byte[] text(int length, long seed) {
    Random random = new Random(seed);
    ByteBuffer out = buffer(length + 64);
    while (out.position() < length) {
      String word = WORDS[random.nextInt(WORDS.length)] + random.nextInt(1000);
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.putLong(bytes.length).put(bytes);
    }
    return cut(out, length);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] cut(ByteBuffer bytes, int length) {
    byte[] result = new byte[length];
    bytes.get(0, result);
    return result;
  }
}
