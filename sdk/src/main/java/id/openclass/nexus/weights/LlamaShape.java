package id.openclass.nexus.weights;

import id.openclass.nexus.model.GgufType;
import id.openclass.nexus.model.GgufValue;
import id.openclass.nexus.quant.Quantizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The matrices of a `llama` model of about a given size: width, layers and vocabulary in the
/// proportions of real ones.
///
/// @param width of the embedding, a multiple of 128
/// @param feedForward width inside a layer's second half, a multiple of 256
/// @param layers count of transformer blocks
/// @param tokens size of the vocabulary
record LlamaShape(int width, int feedForward, int layers, int tokens) {
  private static final int[] WIDTHS = {4096, 3072, 2048, 1024, 512, 256};

  /// Inside the layers of a model whose width was chosen: that of a real LLM of 640.
  private static final int CHOSEN_FEED_FORWARD = 2048;

  /// The smallest vocabulary; what is left of the size after whole layers makes it larger.
  private static final int MIN_TOKENS = 1024;

  /// Models of a width have at least this many layers, or take a smaller width.
  private static final int MIN_LAYERS = 8;

  /// The vocabularies of real models end at 256 Ki; beyond, more layers are the answer.
  private static final int MAX_TOKENS = 1 << 18;

  /// Header, without the vocabulary: an upper bound for keys, plus the tensors' entries.
  private static final long HEADER_BYTES = 4096;

  private static final long TENSOR_ENTRY_BYTES = 128;

  /// Text, score and kind of a token in the header, at most.
  private static final long TOKEN_BYTES = 32;

  /// A matrix: rows of `width` weights; with one row it is a vector.
  record Matrix(String name, int width, long rows) {}

  /// Which type a matrix with rows of so many weights takes in a model of so many layers.
  interface Types {
    Quantizer of(String name, int columns, int layers);
  }

  /// A model of a size.
  ///
  /// @param width the one it should have, or 0 for the largest that leaves enough layers
  static LlamaShape fitting(long sizeBytes, int width, Types types) {
    for (int tried : width == 0 ? WIDTHS : new int[] {width}) {
      // A chosen width is for a few layers: narrow ones inside, so that some fit.
      int inside = width == 0 ? tried * 11 / 4 / 256 * 256 : CHOSEN_FEED_FORWARD;
      LlamaShape one = new LlamaShape(tried, inside, 1, 0);
      int layers = one.mostLayers(sizeBytes, types);
      // Leave a tenth for the vocabulary, as models of this size do.
      int fewer = Math.max(1, layers * 9 / 10);
      if (layers >= MIN_LAYERS || tried == 256 || width > 0) {
        while (fewer < layers && one.withLayers(fewer).tokensIn(sizeBytes, types) > MAX_TOKENS) {
          fewer++;
        }
        LlamaShape shape = one.withLayers(fewer);
        int tokens = Math.clamp(shape.tokensIn(sizeBytes, types), 4, MAX_TOKENS);
        return new LlamaShape(tried, inside, fewer, tokens);
      }
    }
    throw new IllegalStateException("the smallest width takes any size");
  }

  private int mostLayers(long sizeBytes, Types types) {
    long fixed = HEADER_BYTES + MIN_TOKENS * rowBytes(types);
    int most = (int) ((sizeBytes - fixed) / layersBytes(types));
    while (most > 0 && withLayers(most).tokensIn(sizeBytes, types) < MIN_TOKENS) {
      most--;
    }
    return most;
  }

  private LlamaShape withLayers(int count) {
    return new LlamaShape(width, feedForward, count, tokens);
  }

  private int tokensIn(long sizeBytes, Types types) {
    long bytes = sizeBytes - HEADER_BYTES - 4L * width - layersBytes(types);
    return Math.clamp(bytes / rowBytes(types), -1, Integer.MAX_VALUE);
  }

  private long rowBytes(Types types) {
    return types.of("token_embd.weight", width, 1).sizeBytes(width)
        + types.of("output.weight", width, 1).sizeBytes(width)
        + TOKEN_BYTES;
  }

  private long layersBytes(Types types) {
    long bytes = 0;
    for (Matrix m : layerMatrices()) {
      Quantizer type = m.rows() == 1 ? Quantizer.F32 : types.of(m.name(), m.width(), layers);
      bytes += type.sizeBytes(m.width() * m.rows()) + TENSOR_ENTRY_BYTES;
    }
    return bytes;
  }

  /// All matrices, in llama.cpp's order.
  List<Matrix> matrices() {
    List<Matrix> all = new ArrayList<>();
    all.add(new Matrix("token_embd.weight", width, tokens));
    all.addAll(layerMatrices());
    all.add(new Matrix("output_norm.weight", width, 1));
    all.add(new Matrix("output.weight", width, tokens));
    return all;
  }

  private List<Matrix> layerMatrices() {
    int quarter = Math.max(256, width / 4);
    List<Matrix> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String blk = "blk." + layer + ".";
      all.add(new Matrix(blk + "attn_norm.weight", width, 1));
      all.add(new Matrix(blk + "attn_q.weight", width, width));
      all.add(new Matrix(blk + "attn_k.weight", width, quarter));
      all.add(new Matrix(blk + "attn_v.weight", width, quarter));
      all.add(new Matrix(blk + "attn_output.weight", width, width));
      all.add(new Matrix(blk + "ffn_norm.weight", width, 1));
      all.add(new Matrix(blk + "ffn_gate.weight", width, feedForward));
      all.add(new Matrix(blk + "ffn_up.weight", width, feedForward));
      all.add(new Matrix(blk + "ffn_down.weight", feedForward, width));
    }
    return all;
  }

  /// The keys of such a model, its vocabulary among them.
  Map<String, Object> keys(int fileType, long seed) {
    int heads = width / 64;
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", "llama");
    keys.put("general.type", "model");
    keys.put("general.name", "generated-" + width + "x" + layers + "-" + seed);
    keys.put("general.license", "apache-2.0");
    keys.put("general.file_type", fileType);
    keys.put("general.quantization_version", 2);
    keys.put("llama.block_count", layers);
    keys.put("llama.context_length", 4096);
    keys.put("llama.embedding_length", width);
    keys.put("llama.feed_forward_length", feedForward);
    keys.put("llama.attention.head_count", heads);
    keys.put("llama.attention.head_count_kv", Math.max(4, heads / 4));
    keys.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    keys.put("llama.rope.dimension_count", 64);
    keys.put("llama.vocab_size", tokens);
    putTokens(keys);
    return keys;
  }

  private void putTokens(Map<String, Object> keys) {
    List<String> texts = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    // Kinds of llama.cpp: 1 normal, 2 unknown, 3 control.
    List<Integer> kinds = new ArrayList<>(List.of(2, 3, 3));
    List<Float> scores = new ArrayList<>(List.of(0f, 0f, 0f));
    for (int i = texts.size(); i < tokens; i++) {
      texts.add("\u2581" + syllables(i));
      kinds.add(1);
      scores.add((float) -i);
    }
    keys.put("tokenizer.ggml.model", "llama");
    keys.put("tokenizer.ggml.pre", "default");
    keys.put("tokenizer.ggml.tokens", texts);
    keys.put("tokenizer.ggml.scores", scores);
    keys.put("tokenizer.ggml.token_type", GgufValue.array(GgufType.INT32, kinds));
    keys.put("tokenizer.ggml.bos_token_id", 1);
    keys.put("tokenizer.ggml.eos_token_id", 2);
    keys.put("tokenizer.ggml.unknown_token_id", 0);
  }

  /// A number as a word of syllables: no two numbers share one.
  private static String syllables(int number) {
    StringBuilder word = new StringBuilder();
    for (int left = number; left > 0; left /= 75) {
      word.append("bcdfghjklmnprst".charAt(left % 75 / 5)).append("aeiou".charAt(left % 5));
    }
    return word.toString();
  }
}
