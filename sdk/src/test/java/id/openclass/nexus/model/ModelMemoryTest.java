package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.model.ModelDescription.MemoryNeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelMemoryTest {
  private static final List<Tensor> WEIGHTS =
      List.of(new Tensor("w", "F16", List.of(500L), new ByteRange(0, 1000)));

  private static Map<String, Object> model(String architecture, Map<String, Object> keys) {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("general.architecture", architecture);
    keys.forEach((key, value) -> metadata.put(architecture + "." + key, value));
    return metadata;
  }

  private static long cache(Map<String, Object> metadata, long tokens) {
    return ModelMemory.of(metadata, WEIGHTS).flatMap(m -> m.at(tokens)).orElseThrow().cacheBytes();
  }

  private static Map<String, Object> llama() {
    return new HashMap<>(
        Map.of(
            "block_count", 16L,
            "embedding_length", 2048L,
            "attention.head_count", 32L,
            "attention.head_count_kv", 8L,
            "context_length", 8192L));
  }

  @Test
  void countsKeysAndValuesOfSharedHeads() {
    // 16 layers, 8 heads of 64, keys and values, 2 bytes: 32 KiB a token.
    assertThat(cache(model("llama", llama()), 4096)).isEqualTo(4096L * 32 * 1024);
  }

  @Test
  void addsWeightsCacheAndBuffers() {
    MemoryNeed need =
        ModelMemory.of(model("llama", llama()), WEIGHTS).flatMap(m -> m.at(1024)).orElseThrow();
    assertThat(need.weightsBytes()).isEqualTo(1000);
    assertThat(need.buffersBytes()).isEqualTo(256L << 20);
    assertThat(need.totalBytes()).isEqualTo(1000 + (1024L << 15) + (256L << 20));
  }

  @Test
  void countsTheLogitsOfALargeVocabulary() {
    Map<String, Object> keys = llama();
    keys.put("vocab_size", 262_144L);
    MemoryNeed need =
        ModelMemory.of(model("llama", keys), WEIGHTS).flatMap(m -> m.at(1024)).orElseThrow();
    assertThat(need.buffersBytes()).isEqualTo(512L * (4 * 262_144 + 6 * 1024));
  }

  @Test
  void takesHeadSizesThatDifferFromWidthByHeads() {
    Map<String, Object> keys = llama();
    keys.put("attention.key_length", 256L);
    keys.put("attention.value_length", 128L);
    assertThat(cache(model("llama", keys), 1)).isEqualTo(16L * 8 * (256 + 128) * 2);
  }

  @Test
  void takesHeadsLayerByLayer() {
    Map<String, Object> keys = llama();
    keys.put("block_count", 3L);
    keys.put("attention.head_count_kv", List.of(8L, 4L, 2L));
    assertThat(cache(model("llama", keys), 1)).isEqualTo(14L * 128 * 2);
  }

  @Test
  void keepsOnlyTheWindowOfSlidingLayers() {
    Map<String, Object> keys = llama();
    keys.put("attention.sliding_window", 512L);
    long token = 8 * 128 * 2;
    // Of 16 layers of Gemma 3 numbers 6 and 12 see all; the others keep 512 + 512 tokens.
    assertThat(cache(model("gemma3", keys), 8192)).isEqualTo(2 * 8192 * token + 14 * 1024 * token);
    assertThat(cache(model("gemma3", keys), 100)).isEqualTo(16 * 100 * token);
    // An architecture we know nothing of counts in full.
    assertThat(cache(model("novel", keys), 8192)).isEqualTo(16 * 8192 * token);
    keys.put("attention.sliding_window_pattern", java.util.Collections.nCopies(16, true));
    assertThat(cache(model("novel", keys), 8192)).isEqualTo(16 * 1024 * token);
  }

  @Test
  void countsLayersThatShareACacheOnce() {
    Map<String, Object> keys = llama();
    keys.put("attention.shared_kv_layers", 6L);
    assertThat(cache(model("gemma3n", keys), 10)).isEqualTo(10L * 10 * 8 * 128 * 2);
  }

  @Test
  void countsLatentAttentionOnce() {
    Map<String, Object> keys = llama();
    keys.put("attention.head_count_kv", 1L);
    keys.put("attention.key_length", 576L);
    keys.put("attention.value_length", 512L);
    keys.put("attention.key_length_mla", 192L);
    assertThat(cache(model("deepseek2", keys), 1)).isEqualTo(16L * 576 * 2);
  }

  @Test
  void countsAStateThatDoesNotGrowForRecurrentLayers() {
    Map<String, Object> keys =
        Map.of(
            "block_count", 2L,
            "ssm.conv_kernel", 4L,
            "ssm.inner_size", 1536L,
            "ssm.state_size", 16L);
    long state = (3L * 1536 + 16 * 1536) * 4;
    assertThat(cache(model("mamba", keys), 10)).isEqualTo(2 * state);
    assertThat(cache(model("mamba", keys), 100_000)).isEqualTo(2 * state);
  }

  @Test
  void listsUsualWindowsUpToTheTrainedLength() {
    Map<String, Object> keys = llama();
    keys.put("context_length", 5000L);
    assertThat(ModelMemory.of(model("llama", keys), WEIGHTS).orElseThrow().atUsualWindows())
        .extracting(MemoryNeed::contextTokens)
        .containsExactly(1024L, 2048L, 4096L, 5000L);
  }

  @Test
  void saysNothingOfModelsThatDoNotSayEnough() {
    assertThat(ModelMemory.of(Map.of(), WEIGHTS)).isEmpty();
    assertThat(ModelMemory.of(model("llama", Map.of("block_count", 2L)), WEIGHTS)).isEmpty();
    Map<String, Object> keys = llama();
    keys.put("block_count", Long.MAX_VALUE);
    assertThat(ModelMemory.of(model("llama", keys), WEIGHTS)).isEmpty();
    keys.put("block_count", 2L);
    keys.put("attention.head_count_kv", Long.MAX_VALUE);
    assertThat(ModelMemory.of(model("llama", keys), WEIGHTS)).isEmpty();
    assertThat(ModelMemory.of(model("llama", llama()), WEIGHTS).flatMap(m -> m.at(-1))).isEmpty();
  }
}
