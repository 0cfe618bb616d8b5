package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelPackageTest {
  private static final PackageMetadata TINY = PackageMetadata.of("tiny", "1.0.0", "openclass/tiny");

  @TempDir Path folder;
  private PackageOptions options;

  @BeforeEach
  void writeIntoTheFolder() {
    options =
        PackageOptions.defaults()
            .withFolder(folder.resolve("packages"))
            .withCreatedAt(Instant.parse("2026-01-02T03:04:05Z"));
  }

  private Path gguf() {
    return SampleModels.gguf(folder.resolve("m.gguf"), 2_500_000);
  }

  private List<String> files(String in) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(in))) {
      return all.filter(Files::isRegularFile)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void packsVerifiesAndExtracts(ArchiveFormat format) throws IOException {
    Path model = gguf();
    try (ModelPackage pack = ModelPackage.create(model, TINY, options.withFormat(format))) {
      assertThat(pack.path()).hasFileName("tiny-1.0.0." + format.extension());
      VerifyReport report = pack.verify();
      assertThat(report.errors()).isEmpty();
      assertThat(report.warnings()).isEmpty();
      assertThat(report.files())
          .containsExactly(
              "m.gguf",
              "metadata.json",
              "README.md",
              "config/inference_config.json",
              "manifest.json",
              "chunks");
      assertThat(pack.metadata().faults()).isEmpty();
      assertThat(pack.metadata().sha256()).isEqualTo(Checksums.of(model).sha256());
      assertThat(pack.metadata().md5Hex()).isEqualTo(Checksums.of(model).md5Hex());
      assertThat(pack.describe()).map(ModelDescription::architecture).contains("llama");
      assertThat(pack.tensors()).hasSize(2);
      Path out = pack.extract(folder.resolve("out"));
      assertThat(out.resolve("m.gguf")).hasSameBinaryContentAs(model);
      assertThat(files("out"))
          .containsExactly(
              "README.md", "inference_config.json", "m.gguf", "manifest.json", "metadata.json");
      ExtractOptions again = ExtractOptions.defaults();
      assertThat(pack.extract(folder.resolve("out"), again).outcome())
          .isEqualTo(Outcome.ALREADY_THERE);
      assertThat(pack.toString()).hasSizeLessThanOrEqualTo(100);
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void verifiesNamesThatAreTooLongForATarHeader(ArchiveFormat format) {
    PackageMetadata longest =
        PackageMetadata.of("n".repeat(64), "1.0.0-" + "v".repeat(58), "x")
            .with("created_at", "2026-01-02T03:04:05.123456789Z");
    Path model = SampleModels.gguf(folder.resolve("m".repeat(90) + ".gguf"), 1000);
    try (ModelPackage pack = ModelPackage.create(model, longest, options.withFormat(format))) {
      assertThat(pack.verify().errors()).isEmpty();
      assertThat(pack.extract(folder.resolve("out")).resolve(pack.modelFile()))
          .hasSameBinaryContentAs(model);
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void verifiesAnyTimeThatTheSchemaAllows(ArchiveFormat format) {
    int n = 0;
    for (String time :
        List.of("0001-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z", "9999-12-31T23:59:59Z")) {
      PackageMetadata metadata =
          PackageMetadata.of("t" + n++, "1.0.0", "x").with("created_at", time);
      try (ModelPackage pack = ModelPackage.create(gguf(), metadata, options.withFormat(format))) {
        assertThat(pack.verify().errors()).as(time).isEmpty();
      }
    }
  }

  @Test
  void refusesATimeThatIsNone() throws IOException {
    PackageMetadata metadata = TINY.with("created_at", "2026-02-30T25:00:00Z");
    assertThatThrownBy(() -> ModelPackage.create(gguf(), metadata, options))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("created_at");
    assertThat(folder.resolve("packages"))
        .satisfiesAnyOf(p -> assertThat(p).doesNotExist(), p -> assertThat(p).isEmptyDirectory());
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void makesTheSameBytesWithAnyCountOfThreads(ArchiveFormat format) throws IOException {
    Path model = gguf();
    byte[] first = null;
    for (int threads : new int[] {1, 16}) {
      PackageOptions o =
          options.withFormat(format).withThreads(threads).withFolder(folder.resolve("t" + threads));
      Path archive = Packing.of(model, TINY, o).run().archive();
      byte[] bytes = Files.readAllBytes(archive);
      assertThat(bytes).isEqualTo(first == null ? bytes : first);
      first = bytes;
    }
  }

  @Test
  void leavesTheSameBytesAloneAndRefusesOthers() throws IOException {
    Path model = gguf();
    Packing packing = Packing.of(model, TINY, options);
    assertThat(packing.run().outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(packing.run().outcome()).isEqualTo(Outcome.ALREADY_THERE);
    Packing other = Packing.of(model, TINY.withDescription("other"), options);
    assertThatThrownBy(other::run).isInstanceOf(NexusException.Refused.class);
    assertThat(files("packages")).containsExactly("tiny-1.0.0.tar.gz");
    PackageOptions force = options.withOverwrite(true);
    assertThat(Packing.of(model, TINY.withDescription("other"), force).run().outcome())
        .isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void takesTheTimeFromMetadataThenOptionsThenTheModel() throws IOException {
    Path model = gguf();
    Files.setLastModifiedTime(model, FileTime.from(Instant.parse("2020-05-06T07:08:09.5Z")));
    PackageOptions none = options.withCreatedAt(null).withOverwrite(true);
    assertThat(Packing.of(model, TINY, none).run().metadata().createdAt())
        .isEqualTo("2020-05-06T07:08:09Z");
    assertThat(Packing.of(model, TINY, options.withOverwrite(true)).run().metadata().createdAt())
        .isEqualTo("2026-01-02T03:04:05Z");
    PackageMetadata set = TINY.with("created_at", "2021-01-01T00:00:00Z");
    assertThat(Packing.of(model, set, options.withOverwrite(true)).run().metadata().createdAt())
        .isEqualTo("2021-01-01T00:00:00Z");
  }

  @Test
  void warnsOfWhatTheOlderProgramDoesNotRead() throws IOException {
    PackageMetadata dotted = PackageMetadata.of("tiny", "1.0.0-rc.1", "x");
    assertThat(Packing.of(gguf(), dotted, options).run().warnings())
        .containsExactly("the older program refuses version 1.0.0-rc.1");
    Path bytes = Files.writeString(folder.resolve("weights.bin"), "any bytes");
    assertThat(Packing.of(bytes, PackageMetadata.of("any", "1.0.0", "x"), options).run().warnings())
        .singleElement()
        .asString()
        .contains("no GGUF");
    Path tensors = SampleModels.safetensors(folder.resolve("a.safetensors"));
    PackageMetadata safe = PackageMetadata.of("safe", "1.0.0", "x");
    Packing.Result packed = Packing.of(tensors, safe, options).run();
    assertThat(packed.warnings()).singleElement().asString().contains("no GGUF");
    try (ModelPackage pack = ModelPackage.open(packed.archive())) {
      assertThat(pack.modelFile()).isEqualTo("a.safetensors");
      assertThat(pack.verify().errors()).isEmpty();
      assertThat(pack.verify().warnings()).isNotEmpty();
    }
  }

  @Test
  void refusesAModelThatChangesWhileItIsPacked() throws IOException {
    Path model = gguf();
    Progress changing =
        (label, total) ->
            done -> {
              try {
                Files.setLastModifiedTime(model, FileTime.fromMillis(12_000));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            };
    assertThatThrownBy(() -> Packing.of(model, TINY, options.withProgress(changing)).run())
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("changed while");
    assertThat(files("packages")).isEmpty();
  }

  @Test
  void refusesAModelThatIsCutWhileItIsPacked() throws IOException {
    Path model = SampleModels.bytes(folder.resolve("big.bin"), 40 << 20);
    Progress cutting = (label, total) -> done -> SampleModels.cut(model);
    assertThatThrownBy(() -> Packing.of(model, TINY, options.withProgress(cutting)).run())
        .isInstanceOf(NexusException.Malformed.class);
    assertThat(files("packages")).isEmpty();
  }

  @Test
  void refusesAPartOfASplitModelAndNamesMerge() {
    Path part = SampleModels.part(folder.resolve("m-00001-of-00002.gguf"));
    assertThatThrownBy(() -> Packing.of(part, TINY, options).run())
        .isInstanceOfSatisfying(
            NexusException.InvalidValue.class, e -> assertThat(e.hint()).contains("nexus merge"));
  }

  @Test
  void refusesNoModelAFolderAndAnEmptyFile() throws IOException {
    assertThatThrownBy(() -> Packing.of(folder.resolve("none"), TINY, options).run())
        .isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> Packing.of(folder, TINY, options).run())
        .isInstanceOf(NexusException.class);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> Packing.of(empty, TINY, options).run())
        .isInstanceOf(NexusException.Malformed.class);
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void namesTheDamagedChunkAndLeavesNothingBehind(ArchiveFormat format) throws IOException {
    Path model = SampleModels.bytes(folder.resolve("m.bin"), 3_500_000);
    Path archive = Packing.of(model, TINY, options.withFormat(format)).run().archive();
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 8;
    Files.write(archive, bytes);
    try (ModelPackage pack = ModelPackage.open(archive)) {
      VerifyReport report = pack.verify();
      assertThat(report.damaged()).hasSize(1);
      assertThat(report.damaged().getFirst().coded().offset()).isLessThan(bytes.length / 2);
      assertThat(report.damaged().getFirst().coded().end()).isGreaterThan(bytes.length / 2);
      assertThat(report.errors().getFirst())
          .matches("chunk \\d is damaged: .* \\(bytes .* of the archive, bytes .* of the model\\)");
      assertThatThrownBy(() -> pack.extract(folder.resolve("out")))
          .isInstanceOf(NexusException.DigestMismatch.class);
      assertThat(files("out")).isEmpty();
    }
  }

  @Test
  void refusesAFolderWithOtherContent() throws IOException {
    try (ModelPackage pack = ModelPackage.create(gguf(), TINY, options)) {
      Path out = pack.extract(folder.resolve("out"));
      Files.writeString(out.resolve("README.md"), "mine");
      assertThatThrownBy(() -> pack.extract(folder.resolve("out")))
          .isInstanceOf(NexusException.Refused.class);
      assertThat(out.resolve("README.md")).hasContent("mine");
      pack.extract(folder.resolve("out"), new ExtractOptions(2, true, Progress.NONE));
      assertThat(Files.readString(out.resolve("README.md"))).startsWith("# tiny");
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void opensWithOneMebibyteOfReading(ArchiveFormat format) {
    Path model = SampleModels.talkative(folder.resolve("m.gguf"));
    Path archive = Packing.of(model, TINY, options.withFormat(format)).run().archive();
    try (Counting source = new Counting(ByteSource.of(archive));
        ModelPackage pack = ModelPackage.of(archive, PackageArchive.open(source))) {
      assertThat(pack.describe()).isPresent();
      assertThat(pack.tensors()).isEmpty();
      assertThat(source.read).isLessThanOrEqualTo(1 << 20);
      assertThat(pack.verify().errors()).isEmpty();
    }
  }

  @Test
  void aModelWhoseNameIsMarkupIsPackedLikeAnother() throws IOException {
    Path vector =
        Path.of("src/test/resources/vectors/model/attacks/markup-and-terminal-codes.gguf");
    try (ModelPackage pack = ModelPackage.create(vector, TINY, options)) {
      VerifyReport report = pack.verify();
      assertThat(report.errors()).isEmpty();
      Path out = pack.extract(folder.resolve("out"));
      for (Path file :
          List.of(
              out.resolve("README.md"),
              out.resolve("metadata.json"),
              out.resolve("manifest.json"))) {
        assertThat(Files.readString(file)).doesNotContain("\u001b");
      }
      assertThat(Files.readString(out.resolve("README.md")).replace("\\<", "")).doesNotContain("<");
    }
  }

  private static final class Counting implements ByteSource {
    private final ByteSource source;
    private long read;

    Counting(ByteSource source) {
      this.source = source;
    }

    @Override
    public String name() {
      return source.name();
    }

    @Override
    public long length() {
      return source.length();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      read += into.remaining();
      source.read(offset, into);
    }

    @Override
    public void close() {
      source.close();
    }
  }

  @Test
  void digestsAreThoseOfTheModel() throws IOException {
    Path model = gguf();
    try (ModelPackage pack = ModelPackage.create(model, TINY, options)) {
      byte[] bytes = Files.readAllBytes(model);
      assertThat(pack.metadata().sha256()).isEqualTo(Digest.of(bytes));
      assertThat(pack.manifest()).isNotNull();
      assertThat(pack.manifest().model().chunkCount()).isEqualTo((bytes.length >> 20) + 1);
      assertThat(Arrays.equals(bytes, new byte[bytes.length])).isFalse();
    }
  }
}
