package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The weights of a row as floats, and the step of the grid that they lie on. Not thread-safe.
final class RowValues {
  /// Weights per entry of [#steps].
  static final int STEP_WEIGHTS = 16;

  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// The weights.
  final float[] values;

  /// Size of the step around each 16 weights; 0 where any value may be.
  final float[] steps;

  /// Fields of the row's blocks, when it is quantized.
  final int[] half;

  final int[] scale;

  private final TensorType type;
  private final @Nullable BlockLayout layout;
  private final int columns;
  private final byte[] q;
  private final float[] step = new float[16];
  private final float[] offset = new float[16];

  RowValues(TensorType type, int columns) {
    this.type = type;
    this.columns = columns;
    layout = BlockLayout.of(type);
    values = new float[columns];
    steps = new float[(columns + STEP_WEIGHTS - 1) / STEP_WEIGHTS];
    int blocks = columns / type.blockElements();
    half = new int[layout == null ? 0 : blocks * layout.halves];
    scale = new int[layout == null ? 0 : blocks * layout.scales];
    q = new byte[type.blockElements()];
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
    switch (type) {
      case F32 -> {
        for (int i = 0; i < columns; i++) {
          values[i] = Float.intBitsToFloat((int) INTS.get(rows, at + 4 * i));
        }
      }
      case F16 -> {
        for (int i = 0; i < columns; i++) {
          values[i] = Float.float16ToFloat((short) SHORTS.get(rows, at + 2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < columns; i++) {
          values[i] = Float.intBitsToFloat((short) SHORTS.get(rows, at + 2 * i) << 16);
        }
      }
      default -> blocks(rows, at);
    }
  }

  private void blocks(byte[] rows, int at) {
    BlockLayout b = java.util.Objects.requireNonNull(layout);
    int blocks = columns / b.elements;
    for (int k = 0; k < blocks; k++) {
      b.unpack(rows, at + k * b.bytes, half, k * b.halves, scale, k * b.scales, q, 0);
      b.steps(half, k * b.halves, scale, k * b.scales, step, offset, 0);
      int first = k * b.elements;
      for (int g = 0; g < b.groups(); g++) {
        float s = step[g];
        float o = offset[g];
        int from = g * b.group;
        for (int i = from; i < from + b.group; i++) {
          values[first + i] = s * q[i] + o;
        }
        for (int i = from; i < from + b.group; i += STEP_WEIGHTS) {
          steps[(first + i) / STEP_WEIGHTS] = Math.abs(s);
        }
      }
    }
  }
}
