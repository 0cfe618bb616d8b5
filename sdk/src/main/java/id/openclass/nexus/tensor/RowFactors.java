package id.openclass.nexus.tensor;

import java.util.Objects;

/// Finds the rows of a low-rank term: the part of what rows changed that its components hold. Not
/// thread-safe.
final class RowFactors {
  /// Rows at once: some hundred kilobytes of differences.
  private static final int MOST_ROWS = 128;

  private final FactorChoice choice;
  private final DifferenceRows reader;
  private final int rowBytes;
  private final int baseRowBytes;
  private final float[][] differences;
  private final RowProjection projection;

  RowFactors(FactorChoice choice, TensorPair pair) {
    this.choice = choice;
    int columns = pair.grid().columns();
    reader = new DifferenceRows(pair);
    rowBytes = pair.grid().rowBytes();
    baseRowBytes = (int) Objects.requireNonNull(pair.baseType()).bytes(columns);
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
        int at = (row + i) * rowBytes;
        reader.between(baseRows, (row + i) * baseRowBytes, rows, at, differences[i]);
      }
      choice.find(projection, differences, some, u, row * rank);
    }
    return u;
  }
}
