package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A safetensors file. Any thread may read it. Its metadata is `__metadata__`: texts only, and
/// often nothing but `format`.
public final class SafetensorsFile implements ModelFile {
  private final MappedFile file;
  private final SafetensorsHeader header;

  private SafetensorsFile(MappedFile file, SafetensorsHeader header) {
    this.file = file;
    this.header = header;
  }

  static SafetensorsFile of(MappedFile file) {
    return new SafetensorsFile(
        file, SafetensorsHeaderReader.read(file.bytes(), file.path().toString()));
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public long sizeBytes() {
    return file.size();
  }

  @Override
  public Map<String, Object> metadata() {
    return header.metadata();
  }

  @Override
  public List<Tensor> tensors() {
    return header.tensors();
  }

  @Override
  public long dataOffset() {
    return header.dataOffset();
  }

  @Override
  public ModelDescription describe() {
    return SafetensorsDescription.of("safetensors", metadata(), tensors());
  }

  /// Empty: the file does not say how the model attends.
  @Override
  public Optional<ModelDescription.MemoryNeed> memoryAt(long contextTokens) {
    return Optional.empty();
  }

  @Override
  public void close() {
    file.close();
  }

  /// As `SafetensorsFile[model.safetensors, BF16, 236 tensors, 536 MB]`.
  @Override
  public String toString() {
    return "SafetensorsFile["
        + Display.escape(file.fileName(), 32)
        + ", "
        + TypeShares.main(TypeShares.of(tensors())).orElse("?")
        + ", "
        + Display.grouped(tensors().size())
        + " tensors, "
        + Display.bytes(sizeBytes())
        + "]";
  }
}
