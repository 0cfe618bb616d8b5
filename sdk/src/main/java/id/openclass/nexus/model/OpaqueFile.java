package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A file of a format this program does not know: bytes with a length. Immutable, holds nothing.
public final class OpaqueFile implements ModelFile {
  private final Path path;
  private final long sizeBytes;

  OpaqueFile(Path path, long sizeBytes) {
    this.path = path;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public Map<String, Object> metadata() {
    return Map.of();
  }

  @Override
  public List<Tensor> tensors() {
    return List.of();
  }

  @Override
  public long dataOffset() {
    return 0;
  }

  @Override
  public ModelDescription describe() {
    return ModelDescription.ofTensors("opaque", List.of());
  }

  @Override
  public Optional<ModelDescription.MemoryNeed> memoryAt(long contextTokens) {
    return Optional.empty();
  }

  @Override
  public void close() {}

  /// As `OpaqueFile[notes.txt, 253 MB]`.
  @Override
  public String toString() {
    return "OpaqueFile["
        + Display.escape(String.valueOf(path.getFileName()), 60)
        + ", "
        + Display.bytes(sizeBytes)
        + "]";
  }
}
