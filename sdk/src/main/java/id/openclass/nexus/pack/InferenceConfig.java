package id.openclass.nexus.pack;

import java.util.LinkedHashMap;
import java.util.Map;

/// `config/inference_config.json`: settings for an inference program, taken from the metadata. Its
/// keys are the older program's.
final class InferenceConfig {
  private InferenceConfig() {}

  static byte[] of(PackageMetadata metadata) {
    Map<String, Object> all = metadata.asMap();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model", pick(all, "model_id", "model_type", "quantization", "context_window"));
    config.put("inference", inference(all));
    config.put(
        "educational",
        pick(all, "supports_indonesian", "curriculum_subjects", "educational_optimized"));
    return Json.pretty(config);
  }

  private static Map<String, Object> inference(Map<String, Object> all) {
    Map<String, Object> inference = new LinkedHashMap<>();
    inference.put("n_ctx", value(all, "context_window"));
    inference.put("n_threads", value(all, "cpu_threads_recommended"));
    inference.put("memory_limit_mb", value(all, "memory_requirements_mb"));
    inference.put("temperature", 0.7);
    inference.put("top_p", 0.9);
    inference.put("max_tokens", 512);
    return inference;
  }

  private static Map<String, Object> pick(Map<String, Object> all, String... keys) {
    Map<String, Object> picked = new LinkedHashMap<>();
    for (String key : keys) {
      picked.put(key, value(all, key));
    }
    return picked;
  }

  private static Object value(Map<String, Object> all, String key) {
    Object value = all.get(key);
    if (value == null) {
      throw new IllegalStateException("metadata is not complete: " + key);
    }
    return value;
  }
}
