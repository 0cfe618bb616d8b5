package id.openclass.nexus.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The files in a package that people and inference programs read.
class PackageTextsTest {
  private static final String EVIL =
      "\u001b[31m<script>alert(1)</script>\n# [x](javascript:1) |`$&\u202e";
  private static final PackageMetadata METADATA =
      PackageMetadata.defaults()
          .with(PackageMetadata.of("tiny", "1.0.0", EVIL))
          .withDescription(EVIL)
          .withSubjects(List.of("Fisika", EVIL))
          .with("model_type", EVIL)
          .with("created_at", "2026-01-02T03:04:05Z")
          .with("file_size_bytes", 1_500_000)
          .with("sha256_checksum", "a".repeat(64))
          .with("md5_checksum", "b".repeat(32));

  private static String readme(PackageMetadata metadata) {
    return new String(PackageReadme.of(metadata, "tiny.gguf", "tiny-1.0.0.tar.gz"), UTF_8);
  }

  @Test
  void theReadmeSaysAllInBothLanguages() {
    String text = readme(METADATA);
    assertThat(text)
        .startsWith("# tiny 1.0.0\n")
        .contains("## English", "## Bahasa Indonesia", "1.50 MB (1,500,000 bytes)")
        .contains("4096 tokens", "3072 MiB", "Q4\\_K\\_M", "nexus extract tiny-1.0.0.tar.gz")
        .contains("`tiny.gguf`", "`" + "a".repeat(64) + "`", "`" + "b".repeat(32) + "`")
        .contains("OpenClass Nexus AI", "2026-01-02T03:04:05Z", "Mata pelajaran | Fisika");
  }

  @Test
  void foreignTextStaysTextInTheReadme() {
    String text = readme(METADATA);
    assertThat(text)
        .doesNotContain("\u001b", "\u202e", "\r")
        .doesNotContainPattern("(?<!\\\\)<")
        .contains("\\<script\\>");
    assertThat(text.lines().filter(line -> line.startsWith("#"))).hasSize(3);
    assertThat(text.lines().filter(line -> line.startsWith("| ")).toList())
        .allSatisfy(row ->
            assertThat(row.replaceAll("\\\\.", "").chars().filter(c -> c == '|')).hasSize(3));
  }

  @Test
  void aDescriptionCannotBecomeAHeadingOrAList() {
    for (String start : List.of("- x", "1. x", "1) x", "=== x", "+ x", "    x", "--- x")) {
      String line = readme(METADATA.withDescription(start)).lines().toList().get(2);
      assertThat(line).doesNotMatch("^(\\s|[-+=]|\\d+[.)]).*");
    }
  }

  @Test
  void theInferenceConfigurationHasTheOlderProgramsKeys() {
    JsonNode config = Json.MAPPER.readTree(InferenceConfig.of(METADATA));
    assertThat(config.propertyNames()).containsExactly("model", "inference", "educational");
    assertThat(config.get("model").propertyNames())
        .containsExactly("model_id", "model_type", "quantization", "context_window");
    assertThat(config.get("inference").toString())
        .isEqualTo(
            "{\"n_ctx\":4096,\"n_threads\":4,\"memory_limit_mb\":3072,\"temperature\":0.7,"
                + "\"top_p\":0.9,\"max_tokens\":512}");
    assertThat(config.get("educational").propertyNames())
        .containsExactly("supports_indonesian", "curriculum_subjects", "educational_optimized");
    assertThat(config.get("model").get("model_type").asString()).isEqualTo(EVIL);
    assertThat(new String(InferenceConfig.of(METADATA), UTF_8)).doesNotContain("\u001b");
  }
}
