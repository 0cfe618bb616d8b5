package id.openclass.nexus.model;

import id.openclass.nexus.model.ModelDescription.MemoryNeed;
import id.openclass.nexus.model.ModelDescription.TypeShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Describes a GGUF model by its standard keys (ggml's `docs/gguf.md`). A key of another type than
/// the standard says counts as missing: this is what people read, and no reason to refuse a file.
final class GgufDescription {
  /// More base models than anyone merges; a count in a file is not trusted.
  private static final long MOST_BASES = 64;

  private final Map<String, Object> metadata;

  private GgufDescription(Map<String, Object> metadata) {
    this.metadata = metadata;
  }

  static ModelDescription of(String format, Map<String, Object> metadata, List<Tensor> tensors) {
    return new GgufDescription(metadata).describe(format, tensors);
  }

  /// What `general.file_type` says, else the type that most bytes have.
  static Optional<String> quantization(Map<String, Object> metadata, List<Tensor> tensors) {
    Optional<String> said =
        metadata.get("general.file_type") instanceof Long id ? FileType.name(id) : Optional.empty();
    return said.or(() -> TypeShares.main(TypeShares.of(tensors)));
  }

  private ModelDescription describe(String format, List<Tensor> tensors) {
    List<TypeShare> types = TypeShares.of(tensors);
    List<MemoryNeed> memory =
        ModelMemory.of(metadata, tensors).map(ModelMemory::atUsualWindows).orElse(List.of());
    return new ModelDescription(
        format,
        first("general.name", "general.basename"),
        text("general.architecture"),
        quantization(metadata, tensors).orElse(null),
        TypeShares.elements(types),
        number("context_length"),
        number("block_count"),
        text("tokenizer.ggml.model"),
        vocabulary(),
        text("tokenizer.chat_template"),
        first("general.license", "general.license.name"),
        first("general.author", "general.organization"),
        first(
            "general.source.url",
            "general.source.huggingface.repository",
            "general.url",
            "general.repo_url"),
        baseModels(),
        types,
        memory);
  }

  private @Nullable Long vocabulary() {
    return metadata.get("tokenizer.ggml.tokens") instanceof List<?> tokens
        ? Long.valueOf(tokens.size())
        : number("vocab_size");
  }

  private List<String> baseModels() {
    List<String> names = new ArrayList<>();
    long count = metadata.get("general.base_model.count") instanceof Long n ? n : 0;
    for (long i = 0; i < Math.min(count, MOST_BASES); i++) {
      String key = "general.base_model." + i;
      String name = first(key + ".name", key + ".repo_url");
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private @Nullable String first(String... keys) {
    return Stream.of(keys).map(this::maybe).flatMap(Optional::stream).findFirst().orElse(null);
  }

  private Optional<String> maybe(String key) {
    return Optional.ofNullable(text(key));
  }

  private @Nullable String text(String key) {
    return metadata.get(key) instanceof String text && !text.isBlank() ? text : null;
  }

  private @Nullable Long number(String key) {
    String architecture = text("general.architecture");
    return metadata.get(architecture + "." + key) instanceof Long n ? n : null;
  }
}
