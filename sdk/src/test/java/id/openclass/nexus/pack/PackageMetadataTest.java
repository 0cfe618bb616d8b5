package id.openclass.nexus.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageMetadataTest {
  private static final PackageMetadata TINY = PackageMetadata.of("tiny", "1.0.0", "openclass/tiny");

  private static PackageMetadata complete() {
    return PackageMetadata.defaults()
        .with(TINY)
        .with("created_at", "2026-01-02T03:04:05Z")
        .with("file_size_bytes", 5)
        .with("sha256_checksum", "0".repeat(64))
        .with("md5_checksum", "0".repeat(32));
  }

  private static PackageMetadata parse(String json) {
    return PackageMetadata.parse(json.getBytes(UTF_8), "m.json");
  }

  @Test
  void hasTheOlderProgramsDefaults() {
    Map<String, Object> values = PackageMetadata.defaults().asMap();
    assertThat(values)
        .containsEntry("model_type", "llama")
        .containsEntry("quantization", "Q4_K_M")
        .containsEntry("created_by", "OpenClass Nexus AI")
        .containsEntry("description", "")
        .containsEntry("supports_indonesian", true)
        .containsEntry("educational_optimized", true)
        .containsEntry("context_window", 4096)
        .containsEntry("memory_requirements_mb", 3072)
        .containsEntry("cpu_threads_recommended", 4)
        .containsEntry("download_url", "")
        .containsEntry("s3_bucket", "")
        .containsEntry("s3_key", "")
        .containsEntry("cloudfront_url", "")
        .containsEntry(
            "curriculum_subjects",
            List.of(
                "Informatika",
                "Matematika",
                "Fisika",
                "Kimia",
                "Biologi",
                "Bahasa Indonesia",
                "Bahasa Inggris"))
        .hasSize(14);
  }

  @Test
  void writesExactlyTheKeysOfTheSchema() {
    PackageMetadata read = PackageMetadata.parse(complete().toJson(), "m.json");
    assertThat(read.asMap().keySet()).containsExactlyElementsOf(MetadataSchema.keys()).hasSize(21);
    assertThat(read).isEqualTo(complete()).hasSameHashCodeAs(complete());
    assertThat(read.faults()).isEmpty();
  }

  @Test
  void theSchemaInTheJarIsTheOneInTheDocumentation() throws IOException {
    try (InputStream jar =
        MetadataSchema.class.getResourceAsStream("package-metadata.schema.json")) {
      assertThat(jar).isNotNull();
      assertThat(new String(jar.readAllBytes(), UTF_8))
          .isEqualTo(Files.readString(Path.of("../docs/schemas/package-metadata.schema.json")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "descriptoin,description",
    "subjects,curriculum_subjects",
    "modelid,model_id",
    "contextwindow,context_window"
  })
  void namesTheNearestKeyForAnUnknownOne(String key, String nearest) {
    assertThatThrownBy(() -> TINY.withText(key, "x"))
        .isInstanceOfSatisfying(
            NexusException.InvalidValue.class,
            e -> assertThat(e.hint()).startsWith("did you mean " + nearest + "?"));
    assertThatThrownBy(() -> parse("{\"" + key + "\": 1}"))
        .hasMessageContaining("no such metadata key: " + key);
    assertThatThrownBy(() -> TINY.get(key)).isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void readsTypedText() {
    PackageMetadata set =
        TINY.withText("curriculum_subjects", " Fisika, Kimia ,Biologi")
            .withText("context_window", "2048")
            .withText("supports_indonesian", "false")
            .withText("description", "a, b = c");
    assertThat(set.get("curriculum_subjects")).contains(List.of("Fisika", "Kimia", "Biologi"));
    assertThat(set.contextWindow()).isEqualTo(2048);
    assertThat(set.get("supports_indonesian")).contains(false);
    assertThat(set.get("description")).contains("a, b = c");
    assertThat(TINY.withText("curriculum_subjects", " ").get("curriculum_subjects"))
        .contains(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "context_window,many",
    "context_window,''",
    "context_window,1.5",
    "context_window,99999999999999999999",
    "supports_indonesian,yes",
    "supports_indonesian,TRUE"
  })
  void refusesTextOfAnotherType(String key, String text) {
    assertThatThrownBy(() -> TINY.withText(key, text))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "package_name|7",
        "package_name|''",
        "context_window|0",
        "context_window|-1",
        "context_window|\"4096\"",
        "supports_indonesian|\"yes\"",
        "supports_indonesian|1",
        "curriculum_subjects|\"Fisika\"",
        "curriculum_subjects|[1]",
        "file_size_bytes|0",
        "sha256_checksum|\"ABC\"",
        "created_at|\"yesterday\"",
        "created_at|\"2026-01-02T03:04:05+07:00\"",
        "model_type|{}"
      })
  void tellsEachValueOfTheWrongType(String key, String json) {
    String value = json.isEmpty() ? "\"\"" : json;
    PackageMetadata wrong = complete().with(parse("{\"" + key + "\": " + value + "}"));
    assertThat(wrong.faults()).isNotEmpty().allMatch(fault -> fault.startsWith(key));
  }

  @Test
  void tellsEveryFaultAtOnce() {
    PackageMetadata wrong = complete().with("context_window", 0).with("file_size_bytes", 0);
    assertThat(wrong.faults()).hasSize(2);
    assertThat(TINY.faults()).as("keys that are missing").hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "null",
        "{",
        "{\"version\": null}",
        "{\"version\": \"1\", \"version\": \"2\"}",
        "{} {}",
        "{\"curriculum_subjects\": [null]}",
        "\uFEFF{}",
        "{\"version\": \"\u001b\"}",
        "{\"context_window\": 2.5}",
        "{\"context_window\": 1e99}",
        "{\"context_window\": 9223372036854775808}"
      })
  void refusesWhatIsNoMetadata(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(NexusException.InvalidValue.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
  }

  @Test
  void refusesOtherEncodingsAndMegabytes() {
    assertThatThrownBy(() -> PackageMetadata.parse(new byte[] {'{', (byte) 0xff, '}'}, "m"))
        .hasMessageContaining("not in UTF-8");
    assertThatThrownBy(() -> PackageMetadata.parse(new byte[2 << 20], "m"))
        .hasMessageContaining("longer than");
  }

  @Test
  void neverChanges() {
    List<String> subjects = new ArrayList<>(List.of("Fisika"));
    PackageMetadata set = TINY.withSubjects(subjects);
    subjects.add("Kimia");
    PackageMetadata more = set.withDescription("d").withCreatedBy("me").withContextWindow(9);
    assertThat(set.asMap()).hasSize(4).containsEntry("curriculum_subjects", List.of("Fisika"));
    assertThat(more.asMap()).hasSize(7);
    assertThatThrownBy(() -> set.asMap().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesWrongNamesAndVersions() {
    assertThatThrownBy(() -> PackageMetadata.of("Tiny", "1.0.0", "x"))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> PackageMetadata.of("tiny", "1.0", "x"))
        .isInstanceOf(NexusException.InvalidValue.class);
  }

  @Test
  void printsItselfShort() {
    PackageMetadata long1 = TINY.with("package_name", "x".repeat(500)).with("version", "\u001b[2J");
    assertThat(long1.toString()).hasSizeLessThanOrEqualTo(100).doesNotContain("\u001b");
  }
}
