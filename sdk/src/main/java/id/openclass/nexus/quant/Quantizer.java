package id.openclass.nexus.quant;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A tensor type that weights can be turned into, and back into floats: its name is the type's name.
///
/// Values go in and come out as 32-bit floats; they must be finite (what becomes of others is not
/// defined, as in ggml). A count of values is always a multiple of [#blockElements()]. All methods
/// may be called from any number of threads.
///
///     byte[] blocks = Quantizer.Q4_K.quantize(values);
///     float[] near = Quantizer.Q4_K.dequantize(blocks);
///
/// Source: the reference functions in ggml's `ggml-quants.c`; block layouts in `ggml-common.h`.
public enum Quantizer {
  /// IEEE binary32: 4 bytes a weight, nothing lost.
  F32(1, 4, FloatFormats.F32::new),
  /// IEEE binary16: 2 bytes a weight.
  F16(1, 2, FloatFormats.F16::new),
  /// The upper half of binary32: 2 bytes a weight.
  BF16(1, 2, FloatFormats.Bf16::new),
  /// 4 bits and a scale for 32 weights: 18 bytes.
  Q4_0(32, 18, () -> new SymmetricFormat(4)),
  /// 4 bits, a scale and a minimum for 32 weights: 20 bytes.
  Q4_1(32, 20, () -> new AffineFormat(4)),
  /// 5 bits and a scale for 32 weights: 22 bytes.
  Q5_0(32, 22, () -> new SymmetricFormat(5)),
  /// 5 bits, a scale and a minimum for 32 weights: 24 bytes.
  Q5_1(32, 24, () -> new AffineFormat(5)),
  /// 8 bits and a scale for 32 weights: 34 bytes.
  Q8_0(32, 34, ByteFormat::new),
  /// 2 bits in groups of 16, 256 weights: 84 bytes.
  Q2_K(256, 84, Q2kFormat::new),
  /// 3 bits in groups of 16, 256 weights: 110 bytes.
  Q3_K(256, 110, Q3kFormat::new),
  /// 4 bits in groups of 32, 256 weights: 144 bytes.
  Q4_K(256, 144, () -> new Q45kFormat(4)),
  /// 5 bits in groups of 32, 256 weights: 176 bytes.
  Q5_K(256, 176, () -> new Q45kFormat(5)),
  /// 6 bits in groups of 16, 256 weights: 210 bytes.
  Q6_K(256, 210, Q6kFormat::new);

  /// Bytes that are encoded before they are copied out: fits the first-level cache.
  private static final int BUFFER_BYTES = 8192;

  /// Values that one thread takes at a time: a multiple of every block, some ms of work.
  private static final int SLICE = 1 << 16;

  private final int blockElements;
  private final int blockBytes;

  @SuppressWarnings("ImmutableEnumChecker") // A constructor reference.
  private final Supplier<BlockFormat> format;

  Quantizer(int blockElements, int blockBytes, Supplier<BlockFormat> format) {
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.format = format;
  }

  /// The quantizer of a tensor type.
  ///
  /// @param type the type's name, in any case: `Q4_K`
  /// @return its quantizer
  /// @throws NexusException.InvalidValue when there is none
  public static Quantizer of(String type) {
    for (Quantizer q : values()) {
      if (q.name().equalsIgnoreCase(type)) {
        return q;
      }
    }
    throw NexusException.invalidValue(
        "no quantizer for the tensor type " + Display.escape(type),
        "there are " + Arrays.toString(values()));
  }

  /// Weights in a block.
  ///
  /// @return 1, 32 or 256
  public int blockElements() {
    return blockElements;
  }

  /// Size of a block.
  ///
  /// @return bytes
  public int blockBytes() {
    return blockBytes;
  }

  /// The size of some weights.
  ///
  /// @param elements count of weights, a multiple of [#blockElements()]
  /// @return bytes
  /// @throws NexusException.InvalidValue when the count does not fill its blocks
  public long sizeBytes(long elements) {
    if (elements < 0 || elements % blockElements != 0) {
      throw NexusException.invalidValue(
          name() + " needs a multiple of " + blockElements + " weights, not " + elements,
          "choose a type with smaller blocks: Q8_0 has 32, F16 has 1");
    }
    return Math.multiplyExact(elements / blockElements, (long) blockBytes);
  }

  /// Quantizes an array.
  ///
  /// @param values the weights
  /// @return the blocks
  /// @throws NexusException.InvalidValue when the weights do not fill their blocks
  public byte[] quantize(float[] values) {
    byte[] blocks = new byte[Math.toIntExact(sizeBytes(values.length))];
    quantizeParallel(values, MemorySegment.ofArray(blocks));
    return blocks;
  }

  /// Quantizes an array on all threads of the common pool (of the caller's pool, when called from
  /// one). The threads leave no trace in the bytes.
  ///
  /// @param values the weights
  /// @param to takes the blocks, from its start
  /// @throws NexusException.InvalidValue when the weights do not fill their blocks
  public void quantizeParallel(float[] values, MemorySegment to) {
    sizeBytes(values.length);
    slices(values.length)
        .forEach(from -> {
          int count = Math.min(SLICE, values.length - from);
          quantize(values, from, count, to, sizeBytes(from));
        });
  }

  /// Quantizes a run of weights on the calling thread.
  ///
  /// @param values holds the weights
  /// @param from index of the first
  /// @param count how many
  /// @param to takes the blocks
  /// @param offset where in it, in bytes
  /// @throws NexusException.InvalidValue when the weights do not fill their blocks
  public void quantize(float[] values, int from, int count, MemorySegment to, long offset) {
    sizeBytes(count);
    BlockFormat block = format.get();
    byte[] buffer = new byte[bufferBytes(count)];
    long at = offset;
    for (int i = from; i < from + count; ) {
      int bytes = 0;
      for (; bytes < buffer.length && i < from + count; bytes += blockBytes, i += blockElements) {
        block.encode(values, i, buffer, bytes);
      }
      MemorySegment.copy(buffer, 0, to, ValueLayout.JAVA_BYTE, at, bytes);
      at += bytes;
    }
  }

  /// Turns blocks back into floats.
  ///
  /// @param blocks whole blocks
  /// @return the weights they stand for
  /// @throws NexusException.InvalidValue when the last block is cut short
  public float[] dequantize(byte[] blocks) {
    if (blocks.length % blockBytes != 0) {
      throw NexusException.invalidValue(
          name() + " has blocks of " + blockBytes + " bytes, and " + blocks.length + " is none",
          null);
    }
    float[] values = new float[Math.multiplyExact(blocks.length / blockBytes, blockElements)];
    dequantizeParallel(MemorySegment.ofArray(blocks), values);
    return values;
  }

  /// Turns blocks back into floats on all threads, as [#quantizeParallel].
  ///
  /// @param from the blocks, from its start
  /// @param values takes the weights; its length says how many
  /// @throws NexusException.InvalidValue when the weights do not fill their blocks
  public void dequantizeParallel(MemorySegment from, float[] values) {
    sizeBytes(values.length);
    slices(values.length)
        .forEach(at -> {
          int count = Math.min(SLICE, values.length - at);
          dequantize(from, sizeBytes(at), count, values, at);
        });
  }

  /// Turns a run of blocks back into floats on the calling thread.
  ///
  /// @param from holds the blocks
  /// @param offset where in it, in bytes
  /// @param count how many weights
  /// @param values takes the weights
  /// @param to index of the first
  /// @throws NexusException.InvalidValue when the weights do not fill their blocks
  public void dequantize(MemorySegment from, long offset, int count, float[] values, int to) {
    sizeBytes(count);
    BlockFormat block = format.get();
    byte[] buffer = new byte[bufferBytes(count)];
    long at = offset;
    for (int i = to; i < to + count; ) {
      int left = (to + count - i) / blockElements;
      int bytes = (int) Math.min(buffer.length, Math.multiplyFull(left, blockBytes));
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, buffer, 0, bytes);
      for (int b = 0; b < bytes; b += blockBytes, i += blockElements) {
        block.decode(buffer, b, values, i);
      }
      at += bytes;
    }
  }

  private int bufferBytes(int count) {
    int most = BUFFER_BYTES - BUFFER_BYTES % blockBytes;
    return (int) Math.min(most, sizeBytes(count));
  }

  private static IntStream slices(int count) {
    int slices = Math.ceilDiv(count, SLICE);
    return IntStream.range(0, slices).map(s -> s * SLICE).parallel();
  }
}
