package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A GGUF file, version 2 or 3, little-endian. Any thread may read it; arrays of its metadata are
/// views that end with [#close()].
public final class GgufFile implements ModelFile {
  private final MappedFile file;
  private final GgufHeader header;
  private final Map<String, Object> metadata;

  private GgufFile(MappedFile file, GgufHeader header) {
    this.file = file;
    this.header = header;
    Map<String, Object> plain = new LinkedHashMap<>();
    header.values().forEach((key, value) -> plain.put(key, value.value()));
    this.metadata = Collections.unmodifiableMap(plain);
  }

  static GgufFile of(MappedFile file) {
    return new GgufFile(file, GgufHeaderReader.read(file.bytes(), file.path().toString()));
  }

  /// Opens a file that must be GGUF.
  ///
  /// @param path the file
  /// @return the open file
  /// @throws NexusException.Malformed when it is anything else, or broken
  public static GgufFile open(Path path) {
    ModelFile opened = ModelFile.open(path);
    if (opened instanceof GgufFile gguf) {
      return gguf;
    }
    opened.close();
    throw NexusException.malformed("not a GGUF file", path.toString(), 0, null);
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public long sizeBytes() {
    return file.size();
  }

  /// Version of the format.
  ///
  /// @return 2 or 3
  public int version() {
    return header.version();
  }

  /// What offsets of tensors are multiples of.
  ///
  /// @return bytes, a power of two
  public long alignment() {
    return header.alignment();
  }

  @Override
  public Map<String, Object> metadata() {
    return metadata;
  }

  /// The key-values with their exact types, in file order.
  ///
  /// @return an unmodifiable map, usable until [#close()]
  public Map<String, GgufValue> values() {
    return header.values();
  }

  @Override
  public List<Tensor> tensors() {
    return header.tensors();
  }

  @Override
  public long dataOffset() {
    return header.dataOffset();
  }

  /// Which part of a split model this file is.
  ///
  /// @return the part; empty for a whole model
  /// @throws NexusException.Malformed when the keys that say so contradict each other
  public Optional<SplitPart> part() {
    return SplitPart.of(this);
  }

  /// The bytes of a tensor.
  ///
  /// @param tensor one of [#tensors()]
  /// @return a read-only view, usable until [#close()]
  public MemorySegment data(Tensor tensor) {
    return file.bytes().asSlice(tensor.range().offset(), tensor.range().length());
  }

  @Override
  public ModelDescription describe() {
    return GgufDescription.of("GGUF v" + version(), metadata, tensors());
  }

  @Override
  public Optional<ModelDescription.MemoryNeed> memoryAt(long contextTokens) {
    return ModelMemory.of(metadata, tensors()).flatMap(memory -> memory.at(contextTokens));
  }

  @Override
  public void close() {
    file.close();
  }

  /// As `GgufFile[gemma-3-270m.gguf, gemma3, Q4_K_M, 236 tensors, 253 MB]`.
  @Override
  public String toString() {
    String architecture = String.valueOf(metadata.getOrDefault("general.architecture", "?"));
    return "GgufFile["
        + Display.escape(file.fileName(), 32)
        + ", "
        + Display.escape(architecture, 14)
        + ", "
        + GgufDescription.quantization(metadata, tensors()).orElse("?")
        + ", "
        + Display.grouped(tensors().size())
        + " tensors, "
        + Display.bytes(sizeBytes())
        + "]";
  }
}
