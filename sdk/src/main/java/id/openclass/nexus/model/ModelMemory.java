package id.openclass.nexus.model;

import id.openclass.nexus.model.ModelDescription.MemoryNeed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// Reckons the memory that running a GGUF model with llama.cpp takes: weights, key-value cache in
/// F16 and compute buffers. The formula and its limits are in `docs/model-memory.md`. Immutable.
public final class ModelMemory {
  /// What buffers take at least, and what package metadata counts for them.
  public static final long LEAST_BUFFERS_BYTES = 256L << 20;

  /// Tokens that llama.cpp works on at once (`n_ubatch`).
  private static final long BATCH = 512;

  private static final long LONGEST_WINDOW = 1L << 40;
  private static final long[] USUAL_WINDOWS = {
    1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072
  };

  private final long weightsBytes;
  private final List<LayerMemory> layers;
  private final long vocabulary;
  private final long trainedTokens;

  private ModelMemory(
      long weightsBytes, List<LayerMemory> layers, long vocabulary, long trainedTokens) {
    this.weightsBytes = weightsBytes;
    this.layers = layers;
    this.vocabulary = vocabulary;
    this.trainedTokens = trainedTokens;
  }

  /// Reads the shape of a model.
  ///
  /// @param metadata of a GGUF file
  /// @param tensors of the same model
  /// @return empty when the metadata does not say how the model attends
  public static Optional<ModelMemory> of(Map<String, Object> metadata, List<Tensor> tensors) {
    ModelShape shape = new ModelShape(metadata);
    long weights = TypeShares.bytes(TypeShares.of(tensors));
    try {
      return shape
          .layers()
          .map(layers ->
              new ModelMemory(
                  weights, layers, shape.vocabulary(), shape.number("context_length", 0)));
    } catch (ArithmeticException e) {
      // Numbers that overflow describe no model.
      return Optional.empty();
    }
  }

  /// The need with a context window of that many tokens.
  ///
  /// @param contextTokens length of the window, above 0
  /// @return empty when the sum does not fit in 63 bits
  public Optional<MemoryNeed> at(long contextTokens) {
    if (contextTokens <= 0 || contextTokens > LONGEST_WINDOW) {
      return Optional.empty();
    }
    try {
      long cache = 0;
      for (LayerMemory layer : layers) {
        cache = Math.addExact(cache, layer.bytesAt(contextTokens));
      }
      long buffers = Math.max(LEAST_BUFFERS_BYTES, buffers(contextTokens));
      Math.addExact(Math.addExact(weightsBytes, cache), buffers);
      return Optional.of(new MemoryNeed(contextTokens, weightsBytes, cache, buffers));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /// Logits of a batch in F32, and its attention mask in F32 and F16.
  private long buffers(long contextTokens) {
    long perToken = Math.addExact(Math.multiplyExact(4L, vocabulary), contextTokens * 6);
    return Math.multiplyExact(BATCH, perToken);
  }

  /// The need at 1,024, 2,048 and so on up to 131,072 tokens and at the length the model was
  /// trained for, none longer than that.
  ///
  /// @return shortest first; empty when the model does not say its context length
  public List<MemoryNeed> atUsualWindows() {
    return LongStream.concat(LongStream.of(USUAL_WINDOWS), LongStream.of(trainedTokens))
        .filter(tokens -> tokens <= trainedTokens)
        .distinct()
        .sorted()
        .mapToObj(this::at)
        .flatMap(Optional::stream)
        .toList();
  }
}
