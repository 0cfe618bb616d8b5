package id.openclass.nexus.diff;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tensors an adapter's tensor belongs to, by its name: those of llama.cpp's conversion
/// (`blk.3.attn_q.weight.lora_a`) and of PEFT
/// (`base_model.model.model.layers.3.self_attn.q_proj.lora_A.weight`).
final class AdapterNames {
  private static final Pattern GGUF = Pattern.compile("(.{1,200}\\.weight)\\.lora_([ab])");
  private static final Pattern PEFT =
      Pattern.compile("(?:base_model\\.model\\.)?(.{1,200})\\.lora_([AB])(?:\\.default)?\\.weight");
  private static final Pattern LAYER =
      Pattern.compile("(?:[a-z_]{1,16}\\.){0,2}(?:layers|layer|h)\\.(\\d{1,5})\\.(.{1,100})");

  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.qkv_proj", "attn_qkv"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.gate_up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"),
          Map.entry("attention.self.query", "attn_q"),
          Map.entry("attention.self.key", "attn_k"),
          Map.entry("attention.self.value", "attn_v"),
          Map.entry("attention.output.dense", "attn_output"),
          Map.entry("intermediate.dense", "ffn_up"),
          Map.entry("output.dense", "ffn_down"));

  private AdapterNames() {}

  /// What a tensor of an adapter is.
  ///
  /// @param targets names of the tensors it changes, in a GGUF file and in a safetensors file
  /// @param first whether it is the factor of the columns (A), not that of the rows (B)
  record Part(List<String> targets, boolean first) {}

  static Optional<Part> of(String name) {
    Matcher gguf = GGUF.matcher(name);
    if (gguf.matches()) {
      return Optional.of(new Part(List.of(gguf.group(1)), gguf.group(2).equals("a")));
    }
    Matcher peft = PEFT.matcher(name);
    if (!peft.matches()) {
      return Optional.empty();
    }
    String module = peft.group(1);
    boolean first = peft.group(2).equals("A");
    return Optional.of(
        target(module)
            .map(target -> new Part(List.of(module + ".weight", target), first))
            .orElseGet(() -> new Part(List.of(module + ".weight"), first)));
  }

  private static Optional<String> target(String module) {
    if (module.endsWith("lm_head")) {
      return Optional.of("output.weight");
    }
    if (module.endsWith("embed_tokens")) {
      return Optional.of("token_embd.weight");
    }
    Matcher layer = LAYER.matcher(module);
    return layer.matches()
        ? Optional.ofNullable(PARTS.get(layer.group(2)))
            .map(part -> "blk." + layer.group(1) + "." + part + ".weight")
        : Optional.empty();
  }
}
