package id.openclass.nexus.model;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A tensor type of ggml: how a row of weights is cut into blocks of equal size. Ids are those of
/// `enum ggml_type` (ggml.h), sizes those of the block structures in ggml-common.h.
public enum TensorType {
  /// 32-bit float.
  F32(0, 1, 4),
  /// 16-bit float.
  F16(1, 1, 2),
  /// 4 bits, one F16 scale.
  Q4_0(2, 32, 18),
  /// 4 bits, F16 scale and minimum.
  Q4_1(3, 32, 20),
  /// 5 bits, one F16 scale.
  Q5_0(6, 32, 22),
  /// 5 bits, F16 scale and minimum.
  Q5_1(7, 32, 24),
  /// 8 bits, one F16 scale.
  Q8_0(8, 32, 34),
  /// 8 bits, F16 scale and sum: a type of intermediate results.
  Q8_1(9, 32, 36),
  /// 2-bit k-quant.
  Q2_K(10, 256, 84),
  /// 3-bit k-quant.
  Q3_K(11, 256, 110),
  /// 4-bit k-quant.
  Q4_K(12, 256, 144),
  /// 5-bit k-quant.
  Q5_K(13, 256, 176),
  /// 6-bit k-quant.
  Q6_K(14, 256, 210),
  /// 8-bit k-quant: a type of intermediate results.
  Q8_K(15, 256, 292),
  /// 2.06 bits by codebook.
  IQ2_XXS(16, 256, 66),
  /// 2.31 bits by codebook.
  IQ2_XS(17, 256, 74),
  /// 3.06 bits by codebook.
  IQ3_XXS(18, 256, 98),
  /// 1.56 bits by codebook.
  IQ1_S(19, 256, 50),
  /// 4 bits, not linear.
  IQ4_NL(20, 32, 18),
  /// 3.44 bits by codebook.
  IQ3_S(21, 256, 110),
  /// 2.56 bits by codebook.
  IQ2_S(22, 256, 82),
  /// 4 bits, not linear, in blocks of 256.
  IQ4_XS(23, 256, 136),
  /// 8-bit integer.
  I8(24, 1, 1),
  /// 16-bit integer.
  I16(25, 1, 2),
  /// 32-bit integer.
  I32(26, 1, 4),
  /// 64-bit integer.
  I64(27, 1, 8),
  /// 64-bit float.
  F64(28, 1, 8),
  /// 1.75 bits by codebook.
  IQ1_M(29, 256, 56),
  /// 16-bit brain float.
  BF16(30, 1, 2),
  /// Ternary, 1.69 bits.
  TQ1_0(34, 256, 54),
  /// Ternary, 2.06 bits.
  TQ2_0(35, 256, 66),
  /// 4-bit float, E8M0 scale (OCP Microscaling).
  MXFP4(39, 32, 17),
  /// 4-bit float, one E4M3 scale for each 16.
  NVFP4(40, 64, 36),
  /// 1 bit, one F16 scale.
  Q1_0(41, 128, 18),
  /// 2 bits, one F16 scale.
  Q2_0(42, 64, 18);

  private static final Map<Integer, TensorType> BY_ID =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(TensorType::id, Function.identity()));

  /// Ids that ggml once gave out and reads no more.
  private static final Map<Integer, String> REMOVED =
      Map.of(
          4,
          "Q4_2",
          5,
          "Q4_3",
          31,
          "Q4_0_4_4",
          32,
          "Q4_0_4_8",
          33,
          "Q4_0_8_8",
          36,
          "IQ4_NL_4_4",
          37,
          "IQ4_NL_4_8",
          38,
          "IQ4_NL_8_8");

  private final int id;
  private final int blockElements;
  private final int blockBytes;

  TensorType(int id, int blockElements, int blockBytes) {
    this.id = id;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /// The number that stands for it in a GGUF file.
  ///
  /// @return its `ggml_type`
  public int id() {
    return id;
  }

  /// Count of weights in one block; the length of a row is a multiple of it.
  ///
  /// @return 1 for plain numbers
  public int blockElements() {
    return blockElements;
  }

  /// Size of one block.
  ///
  /// @return bytes
  public int blockBytes() {
    return blockBytes;
  }

  /// Whether weights are kept as codes with shared scales.
  ///
  /// @return false for plain numbers
  public boolean quantized() {
    return blockElements > 1;
  }

  /// Size of a tensor of this type.
  ///
  /// @param elements count of weights, a multiple of [#blockElements()]
  /// @return bytes
  /// @throws ArithmeticException when the size does not fit in 63 bits
  public long bytes(long elements) {
    return Math.multiplyExact(elements / blockElements, blockBytes);
  }

  /// The type of an id.
  ///
  /// @param id a `ggml_type`
  /// @return the type, or empty for ids that are unknown or were removed
  public static Optional<TensorType> ofId(long id) {
    return id == (int) id ? Optional.ofNullable(BY_ID.get((int) id)) : Optional.empty();
  }

  /// The type of a name.
  ///
  /// @param name as [#name()] has it
  /// @return the type, or empty
  public static Optional<TensorType> ofName(String name) {
    return Stream.of(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /// The name a removed id had.
  ///
  /// @param id a `ggml_type`
  /// @return the name, or null for ids that were never removed
  static @Nullable String removedName(long id) {
    return id == (int) id ? REMOVED.get((int) id) : null;
  }
}
