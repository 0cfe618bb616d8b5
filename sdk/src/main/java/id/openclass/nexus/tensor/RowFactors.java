package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Finds the rows of a low-rank term: the part of what rows changed that its components hold. Not
/// thread-safe.
final class RowFactors {
  /// Rows at once: some hundred kilobytes of differences.
  private static final int MOST_ROWS = 128;

  private final FactorChoice choice;
  private final RowValues fresh;
  private final RowValues old;
  private final int rowBytes;
  private final int baseRowBytes;
  private final float[][] differences;
  private final RowProjection projection;

  RowFactors(FactorChoice choice, TensorType type, TensorType baseType, int columns) {
    this.choice = choice;
    fresh = new RowValues(type, columns);
    old = new RowValues(baseType, columns);
    rowBytes = (int) type.bytes(columns);
    baseRowBytes = (int) baseType.bytes(columns);
    differences = new float[MOST_ROWS][columns];
    projection = choice.projection(MOST_ROWS);
  }

  /// The entries of all components, row by row.
  int[] of(byte[] baseRows, byte[] rows, int count) {
    int rank = choice.factors().rank();
    int[] u = new int[count * rank];
    for (int row = 0; row < count; row += MOST_ROWS) {
      int some = Math.min(MOST_ROWS, count - row);
      for (int i = 0; i < some; i++) {
        old.read(baseRows, (row + i) * baseRowBytes);
        fresh.read(rows, (row + i) * rowBytes);
        subtract(fresh.values, old.values, differences[i]);
        DifferenceRows.clean(differences[i]);
      }
      choice.find(projection, differences, some, u, row * rank);
    }
    return u;
  }

  private static void subtract(float[] fresh, float[] old, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = fresh[i] - old[i];
    }
  }
}
