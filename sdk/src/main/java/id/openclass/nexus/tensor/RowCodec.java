package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// Predicts the rows of one tensor from those of its base and turns what is left into values with
/// contexts. Not thread-safe: each thread has its own, and they depend on their parameters only.
abstract class RowCodec {
  final TensorType type;
  final int columns;
  final int rowBytes;
  final @Nullable TensorType baseType;
  final int baseRowBytes;
  final RowParameters parameters;

  /// The low-rank term, or null.
  final @Nullable Factors factors;

  private final int[][] sums;

  RowCodec(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    this.type = type;
    this.columns = columns;
    rowBytes = (int) type.bytes(columns);
    this.baseType = baseType;
    baseRowBytes = baseType == null ? 0 : (int) baseType.bytes(columns);
    this.parameters = parameters;
    factors = parameters.factors();
    sums = new int[factors == null ? 0 : Factors.ROWS_AT_ONCE][columns];
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

  /// Codes a row.
  ///
  /// @param term the low-rank term's integers, in the codec's order, or null
  abstract void encode(
      byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at, TokenSink to);

  /// Decodes a row.
  ///
  /// @param term the low-rank term's integers, in the codec's order, or null
  abstract void decode(
      RansDecoder from, byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at);

  /// Adds how much each column changed in the row that was encoded last.
  abstract void addColumnChange(double[] columnSums);

  /// Codes whole rows.
  ///
  /// @param term finds the rows of the low-rank term; null when there is none
  /// @param columnSums takes how much each column changed, or null
  final void encodeRows(
      byte[] baseRows,
      byte[] rows,
      int count,
      @Nullable RowFactors term,
      double @Nullable [] columnSums,
      TokenSink to) {
    start();
    int[] u = new int[0];
    if (term != null && factors != null) {
      u = term.of(baseRows, rows, count);
      for (int i = 0; i < u.length; i++) {
        to.add(ownContexts() + i % factors.rank(), u[i]);
      }
    }
    for (int r = 0; r < count; r++) {
      encode(baseRows, r * baseRowBytes, term(r, count, u), rows, r * rowBytes, to);
      if (columnSums != null) {
        addColumnChange(columnSums);
      }
    }
  }

  /// Decodes whole rows.
  final void decodeRows(RansDecoder from, byte[] baseRows, int count, byte[] into, int offset) {
    start();
    int[] u = new int[0];
    if (factors != null) {
      u = new int[count * factors.rank()];
      for (int i = 0; i < u.length; i++) {
        u[i] = from.next(ownContexts() + i % factors.rank());
      }
    }
    for (int r = 0; r < count; r++) {
      decode(from, baseRows, r * baseRowBytes, term(r, count, u), into, offset + r * rowBytes);
    }
  }

  /// The low-rank term of a row; computed for several at once.
  private int @Nullable [] term(int row, int rows, int[] u) {
    if (factors == null) {
      return null;
    }
    if (row % Factors.ROWS_AT_ONCE == 0) {
      factors.sum(u, row, Math.min(Factors.ROWS_AT_ONCE, rows - row), sums);
    }
    return sums[row % Factors.ROWS_AT_ONCE];
  }
}
