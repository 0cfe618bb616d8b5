package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// Predicts the rows of one tensor from those of its base and turns what is left into values with
/// contexts. Not thread-safe: each thread has its own, and they depend on their parameters only.
abstract class RowCodec {
  final TensorType type;
  final int columns;
  final int rowBytes;
  final RowParameters parameters;
  final @Nullable RowValues base;
  final int baseRowBytes;
  private final int[][] sums;

  /// How much each column changed in the rows that were encoded.
  final double[] columnChange;

  RowCodec(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    this.type = type;
    this.columns = columns;
    rowBytes = (int) type.bytes(columns);
    this.parameters = parameters;
    boolean valued = baseType != null && RowValues.supports(baseType);
    base = baseType != null && valued ? new RowValues(baseType, columns) : null;
    baseRowBytes = baseType == null ? 0 : (int) baseType.bytes(columns);
    columnChange = new double[columns];
    sums = new int[parameters.factors() == null ? 0 : Factors.ROWS_AT_ONCE][columns];
  }

  /// The codec of a type.
  static RowCodec of(
      TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    return switch (type) {
      case F32, F16, BF16 -> new FloatRows(type, columns, baseType, parameters);
      default -> {
        BlockLayout layout = BlockLayout.of(type);
        yield layout == null
            ? new ByteRows(type, columns, baseType, parameters)
            : new QuantRows(type, layout, columns, baseType, parameters);
      }
    };
  }

  /// One more than the largest context.
  final int contexts() {
    return ownContexts() + Factors.MOST_RANK;
  }

  /// How many contexts the rows' values have; those of the low-rank term follow.
  abstract int ownContexts();

  /// Prepares for the first row of a slice.
  abstract void start();

  /// Codes a row whose base was read.
  abstract void encode(byte[] baseRows, int baseAt, byte[] rows, int at, TokenBuffer to);

  /// Decodes a row whose base was read.
  abstract void decode(RansDecoder from, byte[] baseRows, int baseAt, byte[] rows, int at);

  /// Whether a row needs its base as floats.
  abstract boolean readsValues();

  /// Codes whole rows.
  ///
  /// @param term finds the rows of the low-rank term; null when there is none
  final void encodeRows(
      byte[] baseRows, byte[] rows, int count, @Nullable FactorChoice term, TokenBuffer to) {
    start();
    int[] u = new int[0];
    if (term != null && base != null) {
      u = term.u(differences(base, baseRows, rows, count), count);
      for (int i = 0; i < u.length; i++) {
        to.add(ownContexts() + i % term.factors().rank(), u[i]);
      }
    }
    for (int r = 0; r < count; r++) {
      readBase(baseRows, r, count, u);
      encode(baseRows, r * baseRowBytes, rows, r * rowBytes, to);
    }
  }

  private float[] differences(RowValues old, byte[] baseRows, byte[] rows, int count) {
    RowValues fresh = new RowValues(type, columns);
    float[] differences = new float[count * columns];
    for (int r = 0; r < count; r++) {
      old.read(baseRows, r * baseRowBytes);
      fresh.read(rows, r * rowBytes);
      for (int i = 0; i < columns; i++) {
        differences[r * columns + i] = fresh.values[i] - old.values[i];
      }
    }
    DifferenceRows.clean(differences);
    return differences;
  }

  /// Decodes whole rows.
  final void decodeRows(RansDecoder from, byte[] baseRows, int count, byte[] into, int offset) {
    start();
    int[] u = new int[0];
    Factors factors = parameters.factors();
    if (factors != null) {
      u = new int[count * factors.rank()];
      for (int i = 0; i < u.length; i++) {
        u[i] = from.next(ownContexts() + i % factors.rank());
      }
    }
    for (int r = 0; r < count; r++) {
      readBase(baseRows, r, count, u);
      decode(from, baseRows, r * baseRowBytes, into, offset + r * rowBytes);
    }
  }

  /// Reads the base of a row, and adds the low-rank term.
  private void readBase(byte[] baseRows, int row, int rows, int[] u) {
    if (base == null || !readsValues()) {
      return;
    }
    Factors factors = parameters.factors();
    if (factors != null && row % Factors.ROWS_AT_ONCE == 0) {
      factors.sum(u, row, Math.min(Factors.ROWS_AT_ONCE, rows - row), sums);
    }
    base.read(baseRows, row * baseRowBytes);
    if (factors != null) {
      factors.add(base.values, sums[row % Factors.ROWS_AT_ONCE]);
    }
  }
}
