package id.openclass.nexus.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/// What stands in front of the tensor data of a safetensors file.
///
/// @param metadata the entries of `__metadata__`, in file order
/// @param tensors by position in the file
/// @param dataOffset where tensor data begins
record SafetensorsHeader(Map<String, Object> metadata, List<Tensor> tensors, long dataOffset) {
  /// Length of the header, as in the reference implementation.
  static final long MOST_BYTES = 100_000_000;

  /// Where the JSON begins: after its length in 8 bytes.
  static final int JSON = 8;

  /// Whether a file starts as safetensors files do: a length that can be one, then the start of a
  /// JSON object. A text file with a brace at that place has a "length" made of letters.
  static boolean recognises(MemorySegment bytes) {
    if (bytes.byteSize() < JSON + 2 || bytes.get(ValueLayout.JAVA_BYTE, JSON) != '{') {
      return false;
    }
    int next = bytes.get(ValueLayout.JAVA_BYTE, JSON + 1);
    return (next == '"' || next == '}' || next == ' ') && hasBinaryByte(bytes);
  }

  /// Whether one of the first 8 bytes never occurs in UTF-8 text.
  private static boolean hasBinaryByte(MemorySegment bytes) {
    for (int i = 0; i < JSON; i++) {
      int value = bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
      if (value == 0 || value >= 0xF8) {
        return true;
      }
    }
    return false;
  }
}
