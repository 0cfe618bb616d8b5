package id.openclass.nexus.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The keys of `ARCHITECTURE.*` that say what each layer of a model keeps in memory: see
/// `docs/model-memory.md`.
final class ModelShape {
  /// Far above any model; bounds the work that a count in a file can ask for.
  private static final long MOST_LAYERS = 65_536;

  private static final long F16_BYTES = 2;
  private static final long F32_BYTES = 4;

  /// Every n-th layer sees all, the others a window, where the file does not say which: the
  /// constant that llama.cpp has for the architecture.
  private static final Map<String, Long> WINDOW_PERIODS =
      Map.of(
          "gemma2", 2L, "gemma3", 6L, "gemma3n", 5L, "cohere2", 4L, "gpt-oss", 2L, "olmo2", 4L,
          "exaone4", 4L);

  /// Architectures all of whose layers keep a state and no cache.
  private static final Set<String> RECURRENT =
      Set.of("mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7");

  private final Map<String, Object> metadata;
  private final String architecture;

  ModelShape(Map<String, Object> metadata) {
    this.metadata = metadata;
    this.architecture = metadata.get("general.architecture") instanceof String text ? text : "";
  }

  long vocabulary() {
    return metadata.get("tokenizer.ggml.tokens") instanceof List<?> tokens
        ? tokens.size()
        : number("vocab_size", 0);
  }

  long number(String key, long otherwise) {
    return metadata.get(architecture + "." + key) instanceof Long n && n >= 0 ? n : otherwise;
  }

  /// The value of a key that is one number for all layers or a list with one for each.
  private long perLayer(String key, int layer, long otherwise) {
    Object value = metadata.get(architecture + "." + key);
    if (value instanceof List<?> list) {
      return layer < list.size() && list.get(layer) instanceof Long n && n >= 0 ? n : otherwise;
    }
    return number(key, otherwise);
  }

  /// What each layer keeps.
  ///
  /// @return empty when heads or layers are not said
  Optional<List<LayerMemory>> layers() {
    long count = number("block_count", 0);
    boolean attends = metadata.get(architecture + ".attention.head_count") != null;
    if (count == 0 || count > MOST_LAYERS || (!attends && !RECURRENT.contains(architecture))) {
      return Optional.empty();
    }
    long cached = count - Math.min(count, number("attention.shared_kv_layers", 0));
    List<LayerMemory> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(layer(i, i < cached));
    }
    return Optional.of(layers);
  }

  private LayerMemory layer(int index, boolean ownCache) {
    boolean attends = attends(index);
    long window = attends ? window(index) : 0;
    long perToken = attends && ownCache ? cacheBytesPerToken(index, window > 0) : 0;
    // Hybrids with heads in every layer (Falcon H1) run both side by side.
    boolean recurrent = !attends || (number("ssm.state_size", 0) > 0 && everyLayerDoesBoth());
    return new LayerMemory(perToken, window, recurrent ? stateBytes() : 0);
  }

  private boolean everyLayerDoesBoth() {
    return architecture.equals("falcon-h1");
  }

  private boolean attends(int index) {
    if (RECURRENT.contains(architecture)) {
      return false;
    }
    long interval = number("full_attention_interval", 0);
    return interval > 0 ? (index + 1) % interval == 0 : heads(index) > 0;
  }

  private long heads(int index) {
    return perLayer("attention.head_count_kv", index, perLayer("attention.head_count", index, 0));
  }

  private long cacheBytesPerToken(int index, boolean windowed) {
    long queries = Math.max(1, perLayer("attention.head_count", index, 1));
    long natural = number("embedding_length", 0) / queries;
    long keys = number("attention.key_length", natural);
    long values = number("attention.value_length", natural);
    if (number("attention.key_length_mla", 0) > 0) {
      // Latent attention: one compressed row a token serves as keys and as values.
      values = 0;
    } else if (windowed) {
      keys = number("attention.key_length_swa", keys);
      values = number("attention.value_length_swa", values);
    }
    return Math.multiplyExact(
        Math.multiplyExact(heads(index), Math.addExact(keys, values)), F16_BYTES);
  }

  /// The window of a layer, 0 where it sees all. A file that has a window but neither it nor the
  /// architecture says which layers use it counts as seeing all: the upper bound.
  private long window(int index) {
    long window = number("attention.sliding_window", 0);
    Object pattern = metadata.get(architecture + ".attention.sliding_window_pattern");
    if (pattern instanceof List<?> list) {
      return index < list.size() && Boolean.TRUE.equals(list.get(index)) ? window : 0;
    }
    long period = pattern instanceof Long n ? n : WINDOW_PERIODS.getOrDefault(architecture, 0L);
    return period > 0 && index % period < period - 1 ? window : 0;
  }

  /// The state of a Mamba, short convolution or RWKV layer, in F32.
  private long stateBytes() {
    long inner = number("ssm.inner_size", 0);
    long state = number("ssm.state_size", 0);
    long groups = number("ssm.group_count", 0);
    long width = number("embedding_length", 0);
    long mixed = Math.addExact(inner, Math.multiplyExact(2 * state, groups));
    long convolution = Math.multiplyExact(Math.max(0, number("ssm.conv_kernel", 1) - 1), mixed);
    long shortConvolution =
        Math.multiplyExact(Math.max(0, number("shortconv.l_cache", 1) - 1), width);
    long wkv = number("wkv.head_size", 0);
    long rwkv =
        wkv == 0
            ? 0
            : Math.multiplyExact(width, Math.addExact(wkv, number("token_shift_count", 2)));
    long elements =
        Math.addExact(
            Math.addExact(convolution, Math.multiplyExact(inner, state)),
            Math.addExact(shortConvolution, rwkv));
    return Math.multiplyExact(elements, F32_BYTES);
  }
}
