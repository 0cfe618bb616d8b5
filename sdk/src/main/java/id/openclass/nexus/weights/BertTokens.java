package id.openclass.nexus.weights;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.GgufType;
import id.openclass.nexus.model.GgufValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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

  void addTo(Map<String, Object> keys) {
    List<Integer> kinds =
        IntStream.range(0, tokens.size())
            .mapToObj(i -> special.contains(i) ? CONTROL : NORMAL)
            .toList();
    keys.put("tokenizer.ggml.model", "bert");
    keys.put("tokenizer.ggml.pre", "jina-v2-en");
    keys.put("tokenizer.ggml.token_type_count", 2);
    keys.put("tokenizer.ggml.tokens", tokens);
    keys.put("tokenizer.ggml.token_type", GgufValue.array(GgufType.INT32, kinds));
    addNumber(keys, "unknown_token_id", "[UNK]");
    addNumber(keys, "seperator_token_id", "[SEP]"); // spelt so in the specification
    addNumber(keys, "padding_token_id", "[PAD]");
    addNumber(keys, "cls_token_id", "[CLS]");
    addNumber(keys, "mask_token_id", "[MASK]");
  }

  private void addNumber(Map<String, Object> keys, String name, String token) {
    int number = tokens.indexOf(token);
    if (number >= 0) {
      keys.put("tokenizer.ggml." + name, number);
    }
  }
}
