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

  /// How much each column changed in the rows that were encoded.
  final double[] columnChange;

  RowCodec(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    this.type = type;
    this.columns = columns;
    rowBytes = (int) type.bytes(columns);
    this.parameters = parameters;
    base = baseType == null ? null : new RowValues(baseType, columns);
    baseRowBytes = baseType == null ? 0 : (int) baseType.bytes(columns);
    columnChange = new double[columns];
  }

  /// The codec of a type, or null when it has none.
  static @Nullable RowCodec of(
      TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    return switch (type) {
      case F32, F16, BF16 -> new FloatRows(type, columns, baseType, parameters);
      default -> {
        BlockLayout layout = BlockLayout.of(type);
        yield layout == null ? null : new QuantRows(type, layout, columns, baseType, parameters);
      }
    };
  }

  /// One more than the largest context.
  abstract int contexts();

  /// Prepares for the first row of a slice.
  abstract void start();

  /// Codes a row.
  abstract void encode(byte[] baseRows, int baseAt, byte[] rows, int at, TokenBuffer to);

  /// Decodes a row.
  abstract void decode(RansDecoder from, byte[] baseRows, int baseAt, byte[] rows, int at);

  /// Codes whole rows.
  void encodeRows(byte[] baseRows, byte[] rows, int count, TokenBuffer to) {
    start();
    for (int r = 0; r < count; r++) {
      encode(baseRows, r * baseRowBytes, rows, r * rowBytes, to);
    }
  }

  /// Decodes whole rows.
  void decodeRows(RansDecoder from, byte[] baseRows, int count, byte[] into, int offset) {
    start();
    for (int r = 0; r < count; r++) {
      decode(from, baseRows, r * baseRowBytes, into, offset + r * rowBytes);
    }
  }
}
