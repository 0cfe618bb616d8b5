package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The vocabulary of a WordPiece tokenizer (`tokenizer.json` of Hugging Face) as llama.cpp's
/// converter writes it: pieces that go on a word lose their `##`, those that begin one get a
/// [U+2581](https://www.unicode.org/charts/PDF/U2580.pdf) before them, special ones stay.
///
/// @param tokens in the order of their numbers
/// @param special numbers of the special ones
record BertTokens(List<String> tokens, Set<Integer> special) {
  private static final int NORMAL = 1;
  private static final int CONTROL = 3;
  private static final int MAX_TOKENS = 1 << 20;

  static BertTokens read(byte[] json, String file) {
    try {
      JsonNode root = JsonMapper.shared().readTree(json);
      JsonNode vocabulary = root.path("model").path("vocab");
      int count = vocabulary.size();
      if (count == 0 || count > MAX_TOKENS) {
        throw NexusException.malformed("a tokenizer with " + count + " tokens", file, -1, null);
      }
      Set<Integer> special = new HashSet<>();
      for (JsonNode token : root.path("added_tokens")) {
        special.add(token.path("id").asInt(-1));
      }
      List<String> tokens = new ArrayList<>(Collections.nCopies(count, ""));
      for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
        int number = entry.getValue().asInt(-1);
        if (number < 0 || number >= count) {
          throw NexusException.malformed("a token has the number " + number, file, -1, null);
        }
        tokens.set(number, phantom(entry.getKey(), special.contains(number)));
      }
      return new BertTokens(tokens, special);
    } catch (JacksonException e) {
      throw NexusException.malformed("the tokenizer is not JSON", file, -1, null);
    }
  }

  private static String phantom(String token, boolean special) {
    if (special) {
      return token;
    }
    return token.startsWith("##") ? token.substring(2) : "\u2581" + token;
  }

  void addTo(GgufRecipe recipe) {
    int[] kinds = new int[tokens.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = special.contains(i) ? CONTROL : NORMAL;
    }
    recipe
        .key("tokenizer.ggml.model", "bert")
        .key("tokenizer.ggml.pre", "jina-v2-en")
        .key("tokenizer.ggml.token_type_count", 2)
        .key("tokenizer.ggml.tokens", tokens)
        .key("tokenizer.ggml.token_type", kinds);
    addNumber(recipe, "unknown_token_id", "[UNK]");
    addNumber(recipe, "seperator_token_id", "[SEP]"); // spelt so in the specification
    addNumber(recipe, "padding_token_id", "[PAD]");
    addNumber(recipe, "cls_token_id", "[CLS]");
    addNumber(recipe, "mask_token_id", "[MASK]");
  }

  private void addNumber(GgufRecipe recipe, String key, String token) {
    int number = tokens.indexOf(token);
    if (number >= 0) {
      recipe.key("tokenizer.ggml." + key, number);
    }
  }
}
