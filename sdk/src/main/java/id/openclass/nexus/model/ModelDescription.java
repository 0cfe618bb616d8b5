package id.openclass.nexus.model;

import id.openclass.nexus.core.Display;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people want to know of a model, taken from its header. Content only: the same file gives
/// the same description on every machine, whatever its name. Texts are as the file has them, not
/// escaped.
///
/// @param format `GGUF v3`, `safetensors` or `opaque`
/// @param name the model's own name
/// @param architecture as `general.architecture` names it: `llama`, `gemma3`
/// @param quantization the file's main tensor type: `Q4_K_M`, `F16`
/// @param parameters count of weights, 0 when unknown
/// @param contextLength tokens the model was trained for
/// @param layers count of transformer blocks
/// @param tokenizer kind of tokenizer: `gpt2`, `llama`
/// @param vocabularySize count of tokens
/// @param chatTemplate the Jinja template, whole
/// @param license SPDX id or name, as the file says
/// @param author who made it, as the file says
/// @param sourceUrl where it came from, as the file says
/// @param baseModels names of the models it was made from
/// @param types size by tensor type, largest first
/// @param memory what it needs at several context lengths, shortest first; empty when unknown
public record ModelDescription(
    String format,
    @Nullable String name,
    @Nullable String architecture,
    @Nullable String quantization,
    long parameters,
    @Nullable Long contextLength,
    @Nullable Long layers,
    @Nullable String tokenizer,
    @Nullable Long vocabularySize,
    @Nullable String chatTemplate,
    @Nullable String license,
    @Nullable String author,
    @Nullable String sourceUrl,
    List<String> baseModels,
    List<TypeShare> types,
    List<MemoryNeed> memory) {

  /// Copies the lists.
  public ModelDescription {
    baseModels = List.copyOf(baseModels);
    types = List.copyOf(types);
    memory = List.copyOf(memory);
  }

  /// The same without the chat template: for where room is short.
  ///
  /// @return a shorter description
  public ModelDescription withoutChatTemplate() {
    return new ModelDescription(
        format,
        name,
        architecture,
        quantization,
        parameters,
        contextLength,
        layers,
        tokenizer,
        vocabularySize,
        null,
        license,
        author,
        sourceUrl,
        baseModels,
        types,
        memory);
  }

  /// As `ModelDescription[gemma-3-270m, gemma3, Q4_K_M, 268 M weights]`.
  @Override
  public String toString() {
    return "ModelDescription["
        + shown(name, 30)
        + shown(architecture, 14)
        + shown(quantization, 14)
        + Display.count(parameters)
        + " weights]";
  }

  private static String shown(@Nullable String text, int most) {
    return text == null ? "" : Display.escape(text, most) + ", ";
  }

  /// What can be said of tensors alone.
  static ModelDescription ofTensors(String format, List<Tensor> tensors) {
    return SafetensorsDescription.of(format, Map.of(), tensors);
  }

  /// How much of a model has one tensor type.
  ///
  /// @param type the type's name: `Q4_K`
  /// @param tensors count of tensors
  /// @param elements count of weights in them
  /// @param bytes their size
  public record TypeShare(String type, long tensors, long elements, long bytes) {
    /// As `Q4_K: 108 tensors, 212 M weights, 120 MB`.
    @Override
    public String toString() {
      return type
          + ": "
          + Display.grouped(tensors)
          + " tensors, "
          + Display.count(elements)
          + " weights, "
          + Display.bytes(bytes);
    }
  }

  /// The memory that running the model takes. The formula is in `docs/model-memory.md`.
  ///
  /// @param contextTokens at this context length
  /// @param weightsBytes the tensors
  /// @param cacheBytes the F16 key-value cache
  /// @param buffersBytes compute buffers, a rough upper figure
  public record MemoryNeed(
      long contextTokens, long weightsBytes, long cacheBytes, long buffersBytes) {
    /// All three together.
    ///
    /// @return bytes
    public long totalBytes() {
      return weightsBytes + cacheBytes + buffersBytes;
    }

    /// As `4,096 tokens: 1.20 GB (weights 808 MB, cache 117 MB, buffers 268 MB)`.
    @Override
    public String toString() {
      return Display.grouped(contextTokens)
          + " tokens: "
          + Display.bytes(totalBytes())
          + " (weights "
          + Display.bytes(weightsBytes)
          + ", cache "
          + Display.bytes(cacheBytes)
          + ", buffers "
          + Display.bytes(buffersBytes)
          + ")";
    }
  }
}
