package id.openclass.nexus.weights;

import id.openclass.nexus.quant.Quantizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The bytes of one generated matrix: rows of normally distributed weights, each row with its own
/// deviation. Made in units of [#UNIT] weights, each from a seed of its own, so any slice can be
/// made without the ones before it.
final class GeneratedTensor implements SlicedData.Content {
  /// Weights made from one seed, if rows are a multiple of it: one k-quant block.
  private static final int UNIT = 256;

  /// Other rows are made in units of this many.
  private static final int SMALL_UNIT = 128;

  /// Units that are quantized by one call; some are made in vain at the end of a slice.
  private static final int BATCH = 8;

  /// Where the seeds of noise begin, beside those of rows and of the low-rank update.
  private static final long NOISE = 0x4E6F697365L;

  /// Typical deviation of a trained matrix's weights.
  private static final float DEVIATION = 0.02f;

  private final Quantizer type;
  private final long seed;
  private final int width;
  private final int unit;
  private final float noise;
  private final @Nullable BlockPool pool;
  private final @Nullable LowRank update;

  /// @param width weights in a row, a multiple of [#SMALL_UNIT]
  /// @param pool of k-quant blocks, for such a type
  /// @param noise deviation of what is added, as a part of the weights' own; 0 for none
  GeneratedTensor(
      Quantizer type,
      long seed,
      int width,
      @Nullable BlockPool pool,
      @Nullable LowRank update,
      float noise) {
    this.unit = width % UNIT == 0 ? UNIT : SMALL_UNIT;
    this.noise = noise;
    this.type = type;
    this.seed = seed;
    this.width = width;
    this.pool = pool;
    this.update = update;
  }

  /// Slices of [SlicedData] start at blocks, not always at units: F32 to Q8_0 have smaller blocks.
  @Override
  public void fill(long element, MemorySegment out) {
    byte[] made = new byte[(int) type.sizeBytes((long) BATCH * unit)];
    float[] values = new float[BATCH * unit];
    long skip = type.sizeBytes(element % unit);
    long at = 0;
    for (long u = element / unit; at < out.byteSize(); u += BATCH) {
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
        random.fill(values, k * unit, unit, deviation);
      } else {
        pool.draw(random, deviation, made, k * type.blockBytes());
      }
    }
    if (pool != null && update == null && (noise == 0 || BlockNoise.takes(type))) {
      for (int k = 0; k < BATCH && noise > 0; k++) {
        new BlockNoise(type, noise, noiseOf(u + k)).move(made, k * type.blockBytes());
      }
      return;
    }
    if (pool != null) {
      type.dequantize(out, 0, BATCH * unit, values, 0);
    }
    for (int k = 0; k < BATCH; k++) {
      change(u + k, values, k * unit);
    }
    type.quantize(values, 0, BATCH * unit, out, 0);
  }

  /// Adds to the weights of unit `u` what an update and noise change.
  private void change(long u, float[] values, int at) {
    if (update != null) {
      update.addTo(values, at, unit, row(u), (int) (u * unit % width));
    }
    if (noise > 0) {
      float[] added = new float[unit];
      float deviation = Gauss.rowDeviation(Gauss.seed(seed, -1 - row(u)), DEVIATION);
      noiseOf(u).fill(added, 0, unit, noise * deviation);
      for (int i = 0; i < unit; i++) {
        values[at + i] += added[i];
      }
    }
  }

  private Gauss noiseOf(long u) {
    return new Gauss(Gauss.seed(Gauss.seed(seed, NOISE), u));
  }

  private long row(long u) {
    return u * unit / width;
  }
}
