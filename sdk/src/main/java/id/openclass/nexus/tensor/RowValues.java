package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// The weights of a row as floats. Not thread-safe.
final class RowValues {
  /// The weights.
  final float[] values;

  private final TensorType type;
  private final @Nullable QuantFields fields;

  RowValues(TensorType type, int columns) {
    this.type = type;
    BlockLayout layout = BlockLayout.of(type);
    fields = layout == null ? null : new QuantFields(layout, columns);
    values = new float[columns];
  }

  /// Whether the weights of a type can be read as floats.
  static boolean supports(TensorType type) {
    return switch (type) {
      case F32, F16, BF16 -> true;
      default -> BlockLayout.of(type) != null;
    };
  }

  /// Reads a row.
  void read(byte[] rows, int at) {
    if (fields != null) {
      fields.read(rows, at);
      fields.values(values);
    } else if (type == TensorType.F32) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat((int) BlockLayout.INTS.get(rows, at + 4 * i));
      }
    } else if (type == TensorType.F16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.float16ToFloat((short) BlockLayout.SHORTS.get(rows, at + 2 * i));
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.intBitsToFloat((short) BlockLayout.SHORTS.get(rows, at + 2 * i) << 16);
      }
    }
  }
}
