package id.openclass.nexus.model;

import id.openclass.nexus.core.NexusException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model file: its metadata and its tensors, with nothing read but the header. Recognised by its
/// first bytes, never by its extension.
public sealed interface ModelFile extends AutoCloseable
    permits GgufFile, SafetensorsFile, OpaqueFile {
  /// Opens a file: GGUF, safetensors, or anything else as opaque bytes. The file is mapped, not
  /// read; what comes after the header is not touched.
  ///
  /// @param path a file of any size above 0
  /// @return the open file, to be closed
  /// @throws NexusException.NotFound when there is none
  /// @throws NexusException.InvalidValue when it is a folder
  /// @throws NexusException.Malformed when it is empty, or starts as a model file does and then
  ///   breaks the rules of its format
  static ModelFile open(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      if (GgufHeaderReader.recognises(file.bytes())) {
        return GgufFile.of(file);
      }
      if (SafetensorsHeader.recognises(file.bytes())) {
        return SafetensorsFile.of(file);
      }
      file.close();
      return new OpaqueFile(path, file.size());
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

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
  /// @return String, Long, Double (also for integers of 2^63 and more), Boolean or List of these;
  ///   empty for opaque bytes. Lists may be views of the file, usable until [#close()]
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

  /// The memory it needs with a context window of that many tokens.
  ///
  /// @param contextTokens length of the window, above 0
  /// @return the need, as [ModelMemory] reckons; empty when the file does not say enough
  Optional<ModelDescription.MemoryNeed> memoryAt(long contextTokens);

  /// Lets go of the mapped memory. Repeating it does nothing.
  @Override
  void close();
}
