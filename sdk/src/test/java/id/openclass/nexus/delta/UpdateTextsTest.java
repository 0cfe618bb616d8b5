package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.gguf;
import static id.openclass.nexus.delta.SampleVersions.pack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What an update says of itself, to programs and to people.
class UpdateTextsTest {
  private static final List<String> KEYS =
      List.of(
          "update_id",
          "from_version",
          "to_version",
          "model_id",
          "package_name",
          "delta_type",
          "compression_ratio",
          "original_size_bytes",
          "delta_size_bytes",
          "from_checksum",
          "to_checksum",
          "delta_checksum",
          "created_at",
          "created_by",
          "description",
          "bandwidth_savings_percent",
          "estimated_download_time_seconds");

  @TempDir Path folder;
  private Path older;
  private Path newer;

  @BeforeEach
  void models() {
    older = gguf(folder.resolve("old.gguf"), 1);
    newer = gguf(folder.resolve("new.gguf"), 2);
  }

  private Delta delta() {
    return Delta.between(older, newer)
        .name("tiny")
        .versions("1.0.0", "1.1.0")
        .modelId("me/tiny")
        .description("More physics");
  }

  private static DeltaMetadata metadata(DeltaType type, long deltaBytes, String description) {
    Digest digest = Digest.of(new byte[] {1});
    return new DeltaMetadata(
        "tiny-1.0.0-to-1.1.0",
        "1.0.0",
        "1.1.0",
        "me/tiny",
        "tiny",
        type,
        1_000_000_000L,
        deltaBytes,
        digest,
        digest,
        digest,
        "2026-01-02T03:04:05Z",
        "OpenClass Nexus AI",
        description);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(DeltaUpdate update) throws IOException {
    byte[] file = Files.readAllBytes(update.path().resolve("delta_metadata.json"));
    return JsonMapper.shared().readValue(file, Map.class);
  }

  @Test
  @SuppressWarnings("unchecked")
  void theMetadataHasTheKeysOfTheOlderProgramAndNoOthers() throws IOException {
    for (DeltaEngine engine : DeltaEngine.values()) {
      DeltaUpdate update = delta().engine(engine).writeTo(folder.resolve("updates-" + engine));
      Map<String, Object> json = json(update);
      assertThat(json.keySet()).containsExactlyElementsOf(KEYS);
      long bytes = ((Number) json.get("delta_size_bytes")).longValue();
      long whole = ((Number) json.get("original_size_bytes")).longValue();
      assertThat(whole).isEqualTo(Files.size(newer));
      assertThat(bytes)
          .isEqualTo(Files.size(update.path().resolve("delta." + json.get("delta_type"))));
      assertThat((double) json.get("compression_ratio"))
          .isCloseTo((double) bytes / whole, within(1e-12));
      assertThat((double) json.get("bandwidth_savings_percent"))
          .isCloseTo(100 - 100.0 * bytes / whole, within(1e-9));
      Map<String, Double> times = (Map<String, Double>) json.get("estimated_download_time_seconds");
      assertThat(times.keySet()).containsExactly("dial-up", "dsl", "broadband", "fiber");
      // The older program's Mbit has 1024 * 1024 bits.
      assertThat(times.get("dial-up")).isCloseTo(bytes * 8 / (0.056 * 1048576), within(1e-9));
      assertThat(times.get("fiber")).isCloseTo(bytes * 8 / (100.0 * 1048576), within(1e-9));
    }
  }

  @Test
  void theTimeIsTheOneThatWasSetElseThatOfTheNewFile() throws IOException {
    assertThat(json(delta().writeTo(folder.resolve("a"))))
        .containsEntry("created_at", "2026-01-02T03:04:05Z");
    Instant set = Instant.parse("2030-01-01T00:00:00.5Z");
    assertThat(json(delta().createdAt(set).writeTo(folder.resolve("b"))))
        .containsEntry("created_at", "2030-01-01T00:00:00Z");
    Path pack = pack(newer, "1.1.0");
    Files.setLastModifiedTime(pack, java.nio.file.attribute.FileTime.from(set));
    assertThat(json(Delta.between(pack(older, "1.0.0"), pack).writeTo(folder.resolve("c"))))
        .containsEntry("created_at", "2026-01-02T03:04:05Z");
  }

  @Test
  void thePageTellsTheTimesInBothLanguages() {
    String page = page(metadata(DeltaType.TENSOR, 48_600_000, ""));
    assertThat(page)
        .startsWith("# tiny 1.0.0 → 1.1.0\n\n[Bahasa Indonesia]")
        .contains("| Size of the update | 48.6 MB (48,600,000 bytes), 4.9 % of the whole file |")
        .contains("| Ukuran pembaruan | 48,6 MB (48.600.000 byte), 4,9 % dari seluruh berkas |")
        .contains("| 1 Mbit/s | 6 min | 2 h 13 min |")
        .contains("| 2 Mbit/s | 3 menit | 1 jam 7 menit |")
        .contains("| 4 Mbit/s | 97 s | 33 min |")
        .contains("| 10 Mbit/s | 39 detik | 13 menit |")
        .contains("| 100 Mbit/s | 3,9 detik | 80 detik |")
        .contains("nexus delta apply OLD-MODEL.gguf tiny-1.0.0-to-1.1.0")
        .contains("nexus delta apply MODEL-LAMA.gguf tiny-1.0.0-to-1.1.0")
        .doesNotContain("Without Nexus")
        .doesNotContain("{");
  }

  @Test
  void thePageSaysHowToDoWithoutUsWherePossible() {
    assertThat(page(metadata(DeltaType.BINARY, 1000, "")))
        .contains("`bspatch OLD-MODEL.gguf NEW-MODEL.gguf tiny-1.0.0-to-1.1.0/delta.binary`")
        .contains("Tanpa Nexus: `bspatch");
    assertThat(page(metadata(DeltaType.FILE_BASED, 1000, "")))
        .contains("`tiny-1.0.0-to-1.1.0/delta.file-based` is the whole new model")
        .contains("adalah seluruh model baru");
  }

  @Test
  void whatAPublisherWritesIsNoMarkup() {
    String page = page(metadata(DeltaType.TENSOR, 1000, "- [x](http://y) <b>{id}</b>\n# h"));
    assertThat(page).contains("\\- \\[x\\]\\(http://y\\) \\<b\\>\\{id\\}\\</b\\> \\# h");
  }

  private static String page(DeltaMetadata metadata) {
    return new String(UpdateInfo.of(metadata), StandardCharsets.UTF_8);
  }

  @Test
  void aDeltaAnswersWhatIsAskedOfIt() {
    Delta delta = delta();
    double ratio = delta.ratio();
    DeltaUpdate update = delta.writeTo(folder.resolve("updates"));
    assertThat(update.ratio()).isEqualTo(ratio);
    assertThat(delta.savingsPercent()).isEqualTo(update.savingsPercent());
    assertThat(delta.timeAt(1_000_000)).isEqualTo(update.metadata().timeAt(1_000_000));
    assertThat(update.timeAt(1_000_000)).isGreaterThan(delta.timeAt(1_000_000));
  }

  @Test
  void anEstimateIsNearTheRealSizeOfModelFilesAndOfPackages() {
    Delta files = delta().engine(DeltaEngine.TENSOR);
    Delta packages = Delta.between(pack(older, "1.0.0"), pack(newer, "1.1.0"));
    long real = files.writeTo(folder.resolve("updates")).metadata().deltaBytes();
    // Of so small a delta what each slice adds is told coarsely.
    assertThat(files.estimate().deltaBytes()).isCloseTo(real, within(real / 20 + 200));
    assertThat(packages.estimate()).isEqualTo(files.estimate());
    assertThat(files.estimate().timeAt(8)).hasSeconds(files.estimate().deltaBytes());
  }

  @Test
  void anExplanationAddsUpWithAndWithoutNames() {
    Explanation made = delta().engine(DeltaEngine.TENSOR).explain();
    DeltaUpdate update = delta().engine(DeltaEngine.TENSOR).writeTo(folder.resolve("updates"));
    Explanation read = update.explain();
    assertThat(made.hasNames()).isTrue();
    assertThat(made.byLayer()).extracting(Explanation.Share::name).contains("layer 0", "b.weight");
    assertThat(read.hasNames()).isFalse();
    for (Explanation one : List.of(made, read)) {
      assertThat(one.deltaBytes()).isEqualTo(update.metadata().deltaBytes());
      assertThat(one.tensors().stream().mapToLong(cost -> cost.bytes()).sum())
          .isEqualTo(one.resultBytes());
    }
    assertThat(made.byType()).extracting(Explanation.Share::name).contains("F32", "no tensor");
    assertThat(read.byType()).extracting(Explanation.Share::name).doesNotContain("no tensor");
    assertThat(read.indexBytes()).isEqualTo(made.indexBytes()).isPositive();
  }

  @Test
  void otherEnginesExplainThemselvesInOneLine() {
    DeltaUpdate update = delta().engine(DeltaEngine.BSDIFF).writeTo(folder.resolve("updates"));
    assertThat(update.explain().byCodec())
        .singleElement()
        .extracting(Explanation.Share::name, Explanation.Share::coded)
        .containsExactly("bsdiff", update.metadata().deltaBytes());
  }

  @Test
  void bsdiffIsRefusedWithItsNeedAboveWhatMemoryAllows() {
    BsdiffEngine small = new BsdiffEngine(64L << 20);
    assertThat(small.obstacle(1 << 20, 1 << 20)).isEmpty();
    assertThat(small.obstacle(10_000_000, 10_000_000).orElseThrow())
        .isEqualTo("bsdiff needs 167 MB of memory for these files, Java may use 67.1 MB");
    assertThat(new BsdiffEngine(1L << 50).obstacle(1000, 3_000_000_000L).orElseThrow())
        .contains("takes files of up to 2,147,483,583 bytes, this one has 3,000,000,000");
    assertThatThrownBy(() -> DeltaEngine.parse("xdelta"))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("xdelta");
  }
}
