package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// New weights less base weights, row by row. One thread each.
final class DifferenceRows {
  /// No weight of a model comes near it, and sums over squares stay far from infinity.
  private static final float LIMIT = 1e6f;

  private final TensorPair pair;
  private final RowValues fresh;
  private final RowValues old;
  private final int rowBytes;
  private final int baseRowBytes;
  private byte[] bytes = {};
  private byte[] baseBytes = {};

  DifferenceRows(TensorPair pair) {
    this.pair = pair;
    TensorType baseType = pair.baseType();
    if (baseType == null) {
      throw new IllegalArgumentException("no base");
    }
    int columns = pair.grid().columns();
    fresh = new RowValues(pair.grid().type(), columns);
    old = new RowValues(baseType, columns);
    rowBytes = pair.grid().rowBytes();
    baseRowBytes = (int) baseType.bytes(columns);
  }

  /// Whether both sides of a pair stand for floats.
  static boolean possible(TensorPair pair) {
    TensorType baseType = pair.baseType();
    return baseType != null
        && RowValues.supports(pair.grid().type())
        && RowValues.supports(baseType);
  }

  /// Reads rows. They may hold what no weight can be: see [#clean].
  void read(long row, int rows, float[][] into) {
    if (bytes.length < rows * rowBytes) {
      bytes = new byte[rows * rowBytes];
      baseBytes = new byte[rows * baseRowBytes];
    }
    pair.read(row, rows, bytes);
    pair.readBase(row, rows, baseBytes);
    for (int i = 0; i < rows; i++) {
      between(baseBytes, i * baseRowBytes, bytes, i * rowBytes, into[i]);
    }
  }

  /// The differences of one row.
  void between(byte[] base, int baseAt, byte[] next, int at, float[] into) {
    old.read(base, baseAt);
    fresh.read(next, at);
    subtract(fresh.values, old.values, into);
  }

  private static void subtract(float[] fresh, float[] old, float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = fresh[i] - old[i];
    }
  }

  /// Drops what no weight can be: it counts as no difference.
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
