package id.openclass.nexus.weights;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// [PublishedWeights] as GGUF: architecture `bert`, with the tensor names, keys and tokens that
/// llama.cpp's converter gives such a model, so that llama.cpp can run it.
///
/// Matrices take the tensor type that is asked for; biases, norms, positions and token types stay
/// F32, as the converter keeps them. The rows have 384 weights, which do not fill blocks of 256:
/// for k-quants every matrix is laid out as rows of 768, half as many. The bytes are then what
/// codecs will meet in such a type, but the file is **for codecs only**: nothing can run it.
public final class EmbeddingModel {
  private static final int LAYERS = 12;
  private static final int WIDTH = 384;

  /// Rows for types whose blocks do not divide 384.
  private static final int WIDE = 768;

  /// Our name of each tensor of a layer, by its name in training.
  private static final Map<String, String> LAYER_TENSORS =
      Map.of(
          "attn_q", "attention.self.query",
          "attn_k", "attention.self.key",
          "attn_v", "attention.self.value",
          "attn_output", "attention.output.dense",
          "attn_output_norm", "attention.output.LayerNorm",
          "ffn_up", "intermediate.dense",
          "ffn_down", "output.dense",
          "layer_output_norm", "output.LayerNorm");

  private static final List<String> LAYER_ORDER =
      List.of(
          "attn_q",
          "attn_k",
          "attn_v",
          "attn_output",
          "attn_output_norm",
          "ffn_up",
          "ffn_down",
          "layer_output_norm");

  private EmbeddingModel() {}

  /// Fetches published weights and writes them as GGUF. The same weights and type give the same
  /// bytes on every machine.
  ///
  /// @param source which weights
  /// @param type the matrices' tensor type
  /// @param target the file to write
  /// @param overwrite whether other bytes under that name may be replaced
  /// @param progress hears of downloaded and of written bytes
  /// @return whether a file was written
  /// @throws NexusException.Transfer when the weights cannot be fetched
  public static OutputFile.Outcome write(
      PublishedWeights source, Quantizer type, Path target, boolean overwrite, Progress progress) {
    return write(source, type, Map.of(), target, overwrite, progress);
  }

  /// The same with other metadata.
  ///
  /// @param source which weights
  /// @param type the matrices' tensor type
  /// @param edits keys that are added, or replaced, with their texts
  /// @param target the file to write
  /// @param overwrite whether other bytes under that name may be replaced
  /// @param progress hears of downloaded and of written bytes
  /// @return whether a file was written
  /// @throws NexusException.Transfer when the weights cannot be fetched
  public static OutputFile.Outcome write(
      PublishedWeights source,
      Quantizer type,
      Map<String, String> edits,
      Path target,
      boolean overwrite,
      Progress progress) {
    Path jar = source.fetch(progress);
    OnnxWeights weights = PublishedWeights.weights(jar);
    Map<String, Object> keys = describe(source, type);
    keys.putAll(edits);
    BertTokens.read(PublishedWeights.tokenizer(jar), jar.toString()).addTo(keys);
    GgufWriter writer = GgufWriter.of(keys);
    addTensors(writer, weights, type);
    return writer.writeTo(target, overwrite, progress);
  }

  private static Map<String, Object> describe(PublishedWeights source, Quantizer type) {
    String page = source.version().startsWith("1.5") ? "bge-small-en-v1.5" : "bge-small-en";
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", "bert");
    keys.put("general.type", "model");
    keys.put("general.name", "bge-small-en");
    keys.put("general.version", source.version());
    keys.put("general.author", "Beijing Academy of Artificial Intelligence");
    keys.put("general.license", "mit");
    keys.put("general.source.url", "https://huggingface.co/BAAI/" + page);
    keys.put("general.file_type", FileTypes.number(type.name()));
    keys.put("general.quantization_version", 2);
    keys.put("bert.block_count", LAYERS);
    keys.put("bert.context_length", 512);
    keys.put("bert.embedding_length", WIDTH);
    keys.put("bert.feed_forward_length", 4 * WIDTH);
    keys.put("bert.attention.head_count", 12);
    keys.put("bert.attention.layer_norm_epsilon", 1e-12f);
    keys.put("bert.attention.causal", false);
    // The first token's vector stands for the text: 2 is CLS in llama.cpp's pooling types.
    keys.put("bert.pooling_type", 2);
    return keys;
  }

  private static void addTensors(GgufWriter writer, OnnxWeights weights, Quantizer type) {
    add(writer, weights, "token_embd.weight", "embeddings.word_embeddings.weight", type);
    String positions = "embeddings.position_embeddings.weight";
    add(writer, weights, "position_embd.weight", positions, Quantizer.F32);
    String kinds = "embeddings.token_type_embeddings.weight";
    add(writer, weights, "token_types.weight", kinds, Quantizer.F32);
    for (String end : List.of(".weight", ".bias")) {
      add(writer, weights, "token_embd_norm" + end, "embeddings.LayerNorm" + end, Quantizer.F32);
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      for (String name : LAYER_ORDER) {
        Quantizer matrix = name.endsWith("norm") ? Quantizer.F32 : type;
        String ours = "blk." + layer + "." + name;
        String theirs = "encoder.layer." + layer + "." + LAYER_TENSORS.get(name);
        add(writer, weights, ours + ".weight", theirs + ".weight", matrix);
        add(writer, weights, ours + ".bias", theirs + ".bias", Quantizer.F32);
      }
    }
  }

  private static void add(
      GgufWriter writer, OnnxWeights weights, String ours, String theirs, Quantizer type) {
    OnnxWeights.Weights tensor = weights.get(theirs);
    List<Long> shape = tensor.shape().reversed().stream().map(Integer::longValue).toList();
    if (shape.getFirst() % type.blockElements() != 0) {
      shape = List.of((long) WIDE, (long) tensor.values().length / WIDE);
    }
    byte[] blocks = type.quantize(tensor.values());
    writer.tensor(ours, TensorType.valueOf(type.name()), shape, TensorData.of(blocks));
  }
}
