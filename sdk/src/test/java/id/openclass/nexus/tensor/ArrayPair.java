package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;

/// A pair in memory.
record ArrayPair(Grid grid, TensorType baseType, byte[] next, byte[] base) implements TensorPair {
  @Override
  public void read(long row, int rows, byte[] into) {
    System.arraycopy(next, (int) row * grid.rowBytes(), into, 0, rows * grid.rowBytes());
  }

  @Override
  public void readBase(long row, int rows, byte[] into) {
    int rowBytes = (int) baseType.bytes(grid.columns());
    System.arraycopy(base, (int) row * rowBytes, into, 0, rows * rowBytes);
  }

  /// The rows of a low-rank term.
  int[] u(FactorChoice choice) {
    return new RowFactors(choice, this).of(base, next, (int) grid.rows());
  }

  float[] differences() {
    float[] values = Quantizer.of(grid.type().name()).dequantize(next);
    float[] from = Quantizer.of(baseType.name()).dequantize(base);
    for (int i = 0; i < values.length; i++) {
      values[i] -= from[i];
    }
    return values;
  }
}
