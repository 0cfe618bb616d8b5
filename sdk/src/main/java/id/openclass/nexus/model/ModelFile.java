package id.openclass.nexus.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A model file: its metadata and its tensors, with nothing read but the header. Recognised by its
/// first bytes, never by its extension.
public interface ModelFile extends AutoCloseable {
  /// The file.
  ///
  /// @return its path, as given
  Path path();

  /// Size of the whole file.
  ///
  /// @return bytes
  long sizeBytes();

  /// The header's key-values in file order.
  ///
  /// @return String, Long, Double, Boolean or List of these; empty for opaque bytes
  Map<String, Object> metadata();

  /// The tensors in file order.
  ///
  /// @return an immutable list, empty for opaque bytes
  List<Tensor> tensors();

  /// Where tensor data begins: what comes before is header.
  ///
  /// @return a byte offset; 0 for opaque bytes
  long dataOffset();

  /// What people want to know of it.
  ///
  /// @return the description
  ModelDescription describe();

  /// Lets go of the mapped memory.
  @Override
  void close();
}
