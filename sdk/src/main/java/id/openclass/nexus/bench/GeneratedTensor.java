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
    int unitBytes = (int) type.sizeBytes(UNIT);
    byte[] unit = new byte[unitBytes];
    float[] values = new float[UNIT];
    long skip = type.sizeBytes(element % UNIT);
    long at = 0;
    for (long u = element / UNIT; at < out.byteSize(); u++) {
      make(u, values, unit);
      int count = (int) Math.min(unitBytes - skip, out.byteSize() - at);
      MemorySegment.copy(unit, (int) skip, out, ValueLayout.JAVA_BYTE, at, count);
      at += count;
      skip = 0;
    }
  }

  private void make(long u, float[] values, byte[] unit) {
    long row = u * UNIT / width;
    float deviation = Gauss.rowDeviation(Gauss.seed(seed, -1 - row), DEVIATION);
    Gauss random = new Gauss(Gauss.seed(seed, u));
    MemorySegment out = MemorySegment.ofArray(unit);
    if (pool != null) {
      pool.draw(random, deviation, unit, 0);
      if (update == null) {
        return;
      }
      type.dequantize(out, 0, UNIT, values, 0);
    } else {
      random.fill(values, 0, UNIT, deviation);
    }
    if (update != null) {
      update.addTo(values, row, (int) (u * UNIT % width));
    }
    type.quantize(values, 0, UNIT, out, 0);
  }
}
