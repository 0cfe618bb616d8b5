package id.openclass.nexus.weights;

import id.openclass.nexus.quant.Quantizer;

/// New k-quant blocks out of 4,096 that were really quantized: byte `i` of a new block is byte `i`
/// of a random one, drawn anew for each byte.
///
/// Quantizing to k-quants takes a search for every block, ten times the time that writing takes.
/// Drawn this way every byte keeps its own frequencies (what entropy coders live on), and no run of
/// bytes comes twice except by chance (so a compressor finds no copies). Given up are the
/// dependences between the bytes of a block. The block's scales follow the row's, as in real
/// matrices.
final class BlockPool {
  private static final int BLOCKS = 4096;
  private static final int INDEX_BITS = 12;
  private static final int DRAWS = 64 / INDEX_BITS;

  private final int blockBytes;
  private final byte[][] columns;
  private final int[] scalesAt;
  private final float[] scales;

  BlockPool(Quantizer type, long seed) {
    blockBytes = type.blockBytes();
    scalesAt =
        switch (type) {
          case Q4_K, Q5_K -> new int[] {0, 2};
          case Q2_K -> new int[] {80, 82};
          case Q3_K -> new int[] {108};
          case Q6_K -> new int[] {208};
          default -> throw new IllegalArgumentException(type + " is quick to quantize as it is");
        };
    float[] values = new float[BLOCKS * type.blockElements()];
    new Gauss(seed).fill(values, 0, values.length, 1f);
    byte[] blocks = type.quantize(values);
    columns = new byte[blockBytes][BLOCKS];
    for (int i = 0; i < blocks.length; i++) {
      columns[i % blockBytes][i / blockBytes] = blocks[i];
    }
    scales = new float[scalesAt.length * BLOCKS];
    for (int i = 0; i < scales.length; i++) {
      int at = i % BLOCKS * blockBytes + scalesAt[i / BLOCKS];
      int half = (blocks[at] & 0xff) | (blocks[at + 1] & 0xff) << 8;
      scales[i] = Float.float16ToFloat((short) half);
    }
  }

  /// Writes one block of a row with this deviation.
  void draw(Gauss random, float deviation, byte[] out, int at) {
    long bits = 0;
    for (int i = 0; i < blockBytes; i++) {
      bits = i % DRAWS == 0 ? random.bits() : bits >>> INDEX_BITS;
      out[at + i] = columns[i][(int) bits & (BLOCKS - 1)];
    }
    for (int s = 0; s < scalesAt.length; s++) {
      int index = (int) (random.bits() >>> (64 - INDEX_BITS));
      short half = Float.floatToFloat16(deviation * scales[s * BLOCKS + index]);
      out[at + scalesAt[s]] = (byte) half;
      out[at + scalesAt[s] + 1] = (byte) (half >> 8);
    }
  }
}
