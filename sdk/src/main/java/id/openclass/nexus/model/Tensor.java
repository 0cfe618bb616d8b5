package id.openclass.nexus.model;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import java.util.List;
import java.util.stream.Collectors;

/// A named, typed array in a model file.
///
/// @param name as the file has it
/// @param type the type's name: `Q4_K`, `BF16`; safetensors' names are kept (`F8_E4M3`)
/// @param shape elements along each dimension in the file's own order (GGUF: fastest first)
/// @param range its bytes, counted from the start of the file
public record Tensor(String name, String type, List<Long> shape, ByteRange range) {
  /// Copies the shape.
  public Tensor {
    shape = List.copyOf(shape);
  }

  /// Count of elements: the product of the shape.
  ///
  /// @return the count; a scalar has 1
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /// As `blk.0.attn_q.weight Q4_K [640, 1024] 369 kB`.
  @Override
  public String toString() {
    String dims = shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    return Display.escape(name, 48) + " " + type + " " + dims + " " + Display.bytes(range.length());
  }
}
