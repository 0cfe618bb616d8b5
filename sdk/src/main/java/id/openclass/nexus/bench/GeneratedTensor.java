package id.openclass.nexus.bench;

import id.openclass.nexus.quant.Quantizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The bytes of one generated matrix: rows of normally distributed weights, each row with its own
/// deviation. Made in units of [#UNIT] weights, each from a seed of its own, so any slice can be
/// made without the ones before it.
final class GeneratedTensor implements SlicedData.Content {
  /// Weights made from one seed: one k-quant block; rows are multiples of it.
  static final int UNIT = 256;

  /// Units that are quantized by one call; some are made in vain at the end of a slice.
  private static final int BATCH = 8;

  /// Typical deviation of a trained matrix's weights.
  private static final float DEVIATION = 0.02f;

  private final Quantizer type;
  private final long seed;
  private final int width;
  private final @Nullable BlockPool pool;
  private final @Nullable LowRank update;

  /// @param width weights in a row, a multiple of [#UNIT]
  GeneratedTensor(
      Quantizer type, long seed, int width, @Nullable BlockPool pool, @Nullable LowRank update) {
    this.type = type;
    this.seed = seed;
    this.width = width;
    this.pool = pool;
    this.update = update;
  }

  /// Slices of [SlicedData] start at blocks, not always at units: F32 to Q8_0 have smaller blocks.
  @Override
  public void fill(long element, MemorySegment out) {
    byte[] made = new byte[(int) type.sizeBytes(BATCH * UNIT)];
    float[] values = new float[BATCH * UNIT];
    long skip = type.sizeBytes(element % UNIT);
    long at = 0;
    for (long u = element / UNIT; at < out.byteSize(); u += BATCH) {
      make(u, values, made);
      int count = (int) Math.min(made.length - skip, out.byteSize() - at);
      MemorySegment.copy(made, (int) skip, out, ValueLayout.JAVA_BYTE, at, count);
      at += count;
      skip = 0;
    }
  }

  /// Makes a batch of units, the first of them `u`.
  private void make(long u, float[] values, byte[] made) {
    MemorySegment out = MemorySegment.ofArray(made);
    for (int k = 0; k < BATCH; k++) {
      float deviation = Gauss.rowDeviation(Gauss.seed(seed, -1 - row(u + k)), DEVIATION);
      Gauss random = new Gauss(Gauss.seed(seed, u + k));
      if (pool == null) {
        random.fill(values, k * UNIT, UNIT, deviation);
      } else {
        pool.draw(random, deviation, made, k * type.blockBytes());
      }
    }
    if (pool != null && update == null) {
      return;
    }
    if (pool != null) {
      type.dequantize(out, 0, BATCH * UNIT, values, 0);
    }
    for (int k = 0; k < BATCH && update != null; k++) {
      update.addTo(values, k * UNIT, UNIT, row(u + k), (int) ((u + k) * UNIT % width));
    }
    type.quantize(values, 0, BATCH * UNIT, out, 0);
  }

  private long row(long unit) {
    return unit * UNIT / width;
  }
}
