package id.openclass.nexus.diff;

import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.SafetensorsFile;
import id.openclass.nexus.model.Tensor;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.tensor.Grid;
import java.util.Optional;

/// What a tensor is to the codecs: a type that they know, rows and columns.
final class TensorGrids {
  private TensorGrids() {}

  /// The type that a tensor is coded as.
  ///
  /// @return empty when no type has as many bytes
  static Optional<TensorType> type(Tensor tensor) {
    long elements = tensor.elements();
    long bytes = tensor.range().length();
    return TensorType.ofName(tensor.type())
        .or(() -> integer(bytes, elements))
        .filter(type -> elements % type.blockElements() == 0 && type.bytes(elements) == bytes);
  }

  /// Types that only safetensors has, as integers of the same size.
  private static Optional<TensorType> integer(long bytes, long elements) {
    if (elements == 0 || bytes % elements != 0) {
      return Optional.empty();
    }
    return switch ((int) Math.min(bytes / elements, 16)) {
      case 1 -> Optional.of(TensorType.I8);
      case 2 -> Optional.of(TensorType.I16);
      case 4 -> Optional.of(TensorType.I32);
      case 8 -> Optional.of(TensorType.I64);
      default -> Optional.empty();
    };
  }

  /// Weights in a row: the dimension that runs fastest.
  static long columns(ModelFile file, Tensor tensor) {
    if (tensor.shape().isEmpty()) {
      return 1;
    }
    return file instanceof SafetensorsFile ? tensor.shape().getLast() : tensor.shape().getFirst();
  }

  /// The rows of a tensor.
  ///
  /// @return empty when it has none, or a row is longer than a slice
  static Optional<Grid> grid(ModelFile file, Tensor tensor) {
    long columns = columns(file, tensor);
    return type(tensor)
        .filter(
            type -> columns > 0 && columns % type.blockElements() == 0 && Grid.fits(type, columns))
        .map(type -> new Grid(type, (int) columns, Math.max(1, tensor.elements() / columns)));
  }
}
