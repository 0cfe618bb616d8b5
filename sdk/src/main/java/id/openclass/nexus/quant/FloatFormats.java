package id.openclass.nexus.quant;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The unquantized types, as blocks of one element.
final class FloatFormats {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private FloatFormats() {}

  /// IEEE binary32.
  static final class F32 extends BlockFormat {
    @Override
    void encode(float[] x, int from, byte[] out, int at) {
      INT.set(out, at, Float.floatToRawIntBits(x[from]));
    }

    @Override
    void decode(byte[] in, int at, float[] y, int to) {
      y[to] = Float.intBitsToFloat((int) INT.get(in, at));
    }
  }

  /// IEEE binary16, rounded to nearest, ties to even.
  static final class F16 extends BlockFormat {
    @Override
    void encode(float[] x, int from, byte[] out, int at) {
      SHORT.set(out, at, Float.floatToFloat16(x[from]));
    }

    @Override
    void decode(byte[] in, int at, float[] y, int to) {
      y[to] = Float.float16ToFloat((short) SHORT.get(in, at));
    }
  }

  /// The upper half of binary32, rounded to nearest, ties to even; a NaN stays one.
  static final class Bf16 extends BlockFormat {
    @Override
    void encode(float[] x, int from, byte[] out, int at) {
      int bits = Float.floatToRawIntBits(x[from]);
      boolean nan = (bits & 0x7fffffff) > 0x7f800000;
      int upper = nan ? bits >>> 16 | 64 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
      SHORT.set(out, at, (short) upper);
    }

    @Override
    void decode(byte[] in, int at, float[] y, int to) {
      y[to] = Float.intBitsToFloat((short) SHORT.get(in, at) << 16);
    }
  }
}
