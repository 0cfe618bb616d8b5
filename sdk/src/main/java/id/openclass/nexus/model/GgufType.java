package id.openclass.nexus.model;

import java.util.Optional;

/// A type of GGUF metadata values: `enum gguf_metadata_value_type` of ggml's `docs/gguf.md`. The
/// number that stands for one in a file is its ordinal.
public enum GgufType {
  /// 8 bits without sign.
  UINT8(1),
  /// 8 bits with sign.
  INT8(1),
  /// 16 bits without sign.
  UINT16(2),
  /// 16 bits with sign.
  INT16(2),
  /// 32 bits without sign.
  UINT32(4),
  /// 32 bits with sign.
  INT32(4),
  /// 32-bit float.
  FLOAT32(4),
  /// One byte, 0 or 1.
  BOOL(1),
  /// Length in 8 bytes, then UTF-8.
  STRING(0),
  /// Element type, count in 8 bytes, then the elements.
  ARRAY(0),
  /// 64 bits without sign.
  UINT64(8),
  /// 64 bits with sign.
  INT64(8),
  /// 64-bit float.
  FLOAT64(8);

  private final int bytes;

  GgufType(int bytes) {
    this.bytes = bytes;
  }

  /// Size of a value.
  ///
  /// @return bytes; 0 for strings and arrays, whose sizes vary
  public int bytes() {
    return bytes;
  }

  static Optional<GgufType> ofId(long id) {
    return id >= 0 && id < values().length ? Optional.of(values()[(int) id]) : Optional.empty();
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
