package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/// New weights less base weights, row by row. One thread each.
final class DifferenceRows {
  /// Rows read at once: some hundred kilobytes.
  private static final int WEIGHTS_AT_ONCE = 1 << 16;

  /// No weight of a model comes near it, and sums over squares stay far from infinity.
  private static final float LIMIT = 1e6f;

  private static final EnumSet<Quantizer> KNOWN = EnumSet.allOf(Quantizer.class);

  private final TensorPair pair;
  private final Quantizer quantizer;
  private final Quantizer baseQuantizer;
  private final int columns;
  private final int most;
  private final byte[] bytes;
  private final byte[] baseBytes;
  private final float[] values;
  private final float[] baseValues;

  DifferenceRows(TensorPair pair) {
    this.pair = pair;
    TensorType baseType = pair.baseType();
    if (baseType == null) {
      throw new IllegalArgumentException("no base");
    }
    columns = pair.grid().columns();
    most = Math.max(1, WEIGHTS_AT_ONCE / columns);
    quantizer = Quantizer.of(pair.grid().type().name());
    baseQuantizer = Quantizer.of(baseType.name());
    bytes = new byte[most * pair.grid().rowBytes()];
    baseBytes = new byte[(int) (most * baseType.bytes(columns))];
    values = new float[most * columns];
    baseValues = new float[most * columns];
  }

  /// Whether both sides of a pair stand for floats.
  static boolean possible(TensorPair pair) {
    return known(pair.grid().type()) && known(pair.baseType());
  }

  private static boolean known(@Nullable TensorType type) {
    return type != null && KNOWN.stream().anyMatch(q -> q.name().equals(type.name()));
  }

  /// Reads rows. What is not finite, or larger than any weight, counts as no difference.
  void read(long row, int rows, float[][] into) {
    for (int at = 0; at < rows; at += most) {
      int count = Math.min(most, rows - at);
      pair.read(row + at, count, bytes);
      pair.readBase(row + at, count, baseBytes);
      int weights = count * columns;
      quantizer.dequantize(MemorySegment.ofArray(bytes), 0, weights, values, 0);
      baseQuantizer.dequantize(MemorySegment.ofArray(baseBytes), 0, weights, baseValues, 0);
      for (int i = 0; i < weights; i++) {
        values[i] -= baseValues[i];
      }
      for (int i = 0; i < count; i++) {
        System.arraycopy(values, i * columns, into[at + i], 0, columns);
      }
    }
  }

  /// Drops what no weight can be from rows whose sums came out odd.
  static void clean(float[][] rows, int count) {
    for (int i = 0; i < count; i++) {
      clean(rows[i]);
    }
  }

  static void clean(float[] values) {
    for (int x = 0; x < values.length; x++) {
      values[x] = Math.abs(values[x]) < LIMIT ? values[x] : 0;
    }
  }
}
