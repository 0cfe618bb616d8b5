package id.openclass.nexus.model;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A type of GGUF metadata values: `enum gguf_metadata_value_type` of ggml's `docs/gguf.md`.
public enum GgufType {
  /// 8 bits without sign.
  UINT8(0, 1),
  /// 8 bits with sign.
  INT8(1, 1),
  /// 16 bits without sign.
  UINT16(2, 2),
  /// 16 bits with sign.
  INT16(3, 2),
  /// 32 bits without sign.
  UINT32(4, 4),
  /// 32 bits with sign.
  INT32(5, 4),
  /// 32-bit float.
  FLOAT32(6, 4),
  /// One byte, 0 or 1.
  BOOL(7, 1),
  /// Length in 8 bytes, then UTF-8.
  STRING(8, 0),
  /// Element type, count in 8 bytes, then the elements.
  ARRAY(9, 0),
  /// 64 bits without sign.
  UINT64(10, 8),
  /// 64 bits with sign.
  INT64(11, 8),
  /// 64-bit float.
  FLOAT64(12, 8);

  private static final Map<Integer, GgufType> BY_ID =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(GgufType::id, Function.identity()));

  private final int id;
  private final int bytes;

  GgufType(int id, int bytes) {
    this.id = id;
    this.bytes = bytes;
  }

  /// The number that stands for it in a file.
  ///
  /// @return its `gguf_metadata_value_type`
  public int id() {
    return id;
  }

  /// Size of a value.
  ///
  /// @return bytes; 0 for strings and arrays, whose sizes vary
  public int bytes() {
    return bytes;
  }

  static Optional<GgufType> ofId(long id) {
    return id == (int) id ? Optional.ofNullable(BY_ID.get((int) id)) : Optional.empty();
  }

  /// The fewest bytes a value takes in a file.
  int leastBytes() {
    return switch (this) {
      case STRING -> 8;
      case ARRAY -> 12;
      default -> bytes;
    };
  }
}
