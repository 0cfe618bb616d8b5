package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.archive.ArchiveFormat;
import id.openclass.nexus.archive.PackageArchive;
import id.openclass.nexus.archive.SeekableArchive;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.NexusException.Untrusted.Reason;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.delta.Delta;
import id.openclass.nexus.delta.DeltaUpdate;
import id.openclass.nexus.trust.KeyPurpose;
import id.openclass.nexus.trust.ModelStatement;
import id.openclass.nexus.trust.SignedFile;
import id.openclass.nexus.trust.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackageSigningTest {
  private static final PackageMetadata TINY = PackageMetadata.of("tiny", "1.0.0", "openclass/tiny");

  @TempDir Path folder;
  private final SigningKey key = SigningKey.generate(KeyPurpose.MODEL);
  private final SigningKey other = SigningKey.generate(KeyPurpose.MODEL);

  private PackageOptions options(ArchiveFormat format) {
    return PackageOptions.defaults()
        .withFolder(folder.resolve("packages"))
        .withFormat(format)
        .withCreatedAt(Instant.parse("2026-01-02T03:04:05Z"));
  }

  private Path model() {
    return SampleModels.gguf(folder.resolve("m.gguf"), 2_500_000);
  }

  private Path pack(ArchiveFormat format, SigningKey signing) {
    try (ModelPackage pack =
        ModelPackage.create(model(), TINY, options(format).withSigningKey(signing))) {
      return pack.path();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reason refusal(Path path, SigningKey by) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      pack.requireSignedBy(by.verifyingKey());
      throw new AssertionError("it was trusted");
    } catch (NexusException.Untrusted e) {
      return e.reason();
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void aPackageIsSignedWhilePacking(ArchiveFormat format) {
    try (ModelPackage pack = ModelPackage.open(pack(format, key))) {
      assertThat(pack.verify().errors()).isEmpty();
      ModelStatement statement = pack.requireSignedBy(key.verifyingKey());
      assertThat(statement.modelName()).isEqualTo("tiny-1.0.0");
      assertThat(statement.files())
          .extracting(SignedFile::name)
          .containsExactly(
              "README.md",
              "config/inference_config.json",
              "m.gguf",
              "manifest.json",
              "metadata.json");
      assertThat(statement.ignoredPaths()).contains("chunks", "model.sig");
      assertThat(pack.signature())
          .hasValueSatisfying(
              signature -> assertThat(signature.hint()).isEqualTo(key.verifyingKey().hint()));
      Path extracted = pack.extract(folder.resolve("out"));
      assertThat(ModelFolder.at(extracted).verify(key.verifyingKey(), Progress.NONE))
          .isEqualTo(statement);
    }
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void theSameCommandGivesTheSameBytesThoughSignaturesAreRandom(ArchiveFormat format) {
    byte[] first = bytes(pack(format, key));
    Packing.Result again = Packing.of(model(), TINY, options(format).withSigningKey(key)).run();
    assertThat(again.outcome()).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(bytes(again.archive())).isEqualTo(first);
    assertThatThrownBy(() -> Packing.of(model(), TINY, options(format).withSigningKey(other)).run())
        .as("by another key it is another package")
        .isInstanceOf(NexusException.Refused.class);
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void aPackageThatIsThereGetsASignatureAndKeepsItsModelByteForByte(ArchiveFormat format)
      throws IOException {
    Path path = pack(format, null);
    byte[] before = bytes(path);
    long end = modelEnd(path);
    assertThat(refusal(path, key)).isEqualTo(Reason.SIGNATURE);

    assertThat(ModelPackage.sign(path, key, Progress.NONE)).isEqualTo(Outcome.WRITTEN);
    byte[] signed = bytes(path);
    assertThat(Arrays.copyOf(signed, (int) end)).isEqualTo(Arrays.copyOf(before, (int) end));
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThat(pack.verify().errors()).isEmpty();
      assertThat(pack.requireSignedBy(key.verifyingKey()).files()).hasSize(5);
    }
    assertThat(ModelPackage.sign(path, key, Progress.NONE)).isEqualTo(Outcome.ALREADY_THERE);
    assertThat(bytes(path)).isEqualTo(signed);

    assertThat(ModelPackage.sign(path, other, Progress.NONE)).isEqualTo(Outcome.WRITTEN);
    assertThat(refusal(path, key)).isEqualTo(Reason.SIGNATURE);
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThat(pack.verify().errors()).isEmpty();
      pack.requireSignedBy(other.verifyingKey());
    }
    try (Stream<Path> left = Files.list(path.getParent())) {
      assertThat(left).containsExactly(path);
    }
  }

  private static long modelEnd(Path path) {
    try (PackageArchive archive = PackageArchive.open(path)) {
      return ((SeekableArchive) archive).modelEnd();
    }
  }

  /// Fails when so many MiB were copied.
  private static Progress failingAfter(int copies) {
    return (label, total) -> {
      int[] left = {copies};
      return bytes -> {
        if (left[0]-- == 0) {
          throw NexusException.storage("no space left on the disk", "test", null, null);
        }
      };
    };
  }

  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void signingThatIsTornLeavesThePackageAndIsFinishedByTheSameCommand(ArchiveFormat format)
      throws IOException {
    Path path = pack(format, null);
    byte[] before = bytes(path);
    for (int copies = 0; copies < 3; copies++) {
      Progress failing = failingAfter(copies);
      assertThatThrownBy(() -> ModelPackage.sign(path, key, failing))
          .isInstanceOf(NexusException.Storage.class);
      assertThat(bytes(path)).isEqualTo(before);
      try (Stream<Path> left = Files.list(path.getParent())) {
        assertThat(left).containsExactly(path);
      }
    }
    Files.write(path.resolveSibling("." + path.getFileName() + ".part"), new byte[9_000_000]);
    assertThat(ModelPackage.sign(path, key, Progress.NONE)).isEqualTo(Outcome.WRITTEN);
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThat(pack.verify().errors()).isEmpty();
    }
  }

  /// A package signed afterwards is, but for the random signature, the one signed while packing.
  @ParameterizedTest
  @EnumSource(ArchiveFormat.class)
  void bothWaysToSignGiveTheSameFiles(ArchiveFormat format) {
    Path path = pack(format, key);
    List<String> names;
    List<byte[]> contents;
    try (ModelPackage pack = ModelPackage.open(path)) {
      names = pack.verify().files();
      contents = pack.archive().smallFiles().stream().map(file -> file.content()).toList();
    }
    int length = bytes(path).length;
    ModelPackage.sign(path, other, Progress.NONE);
    ModelPackage.sign(path, key, Progress.NONE);
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThat(pack.verify().files()).isEqualTo(names);
      for (int i = 0; i < contents.size() - 1; i++) {
        assertThat(pack.archive().smallFiles().get(i).content()).isEqualTo(contents.get(i));
      }
    }
    assertThat(bytes(path).length).isCloseTo(length, org.assertj.core.data.Offset.offset(16));
  }

  @Test
  void otherFilesThanThoseSignedAreNotTrusted() {
    Path signed = pack(ArchiveFormat.ZIP, key);
    PackageFiles files = files(signed);
    PackageFiles changed =
        new PackageFiles(
            files.metadata(),
            files.manifest(),
            files.files().stream()
                .map(file ->
                    file.name().equals("README.md")
                        ? new id.openclass.nexus.archive.SmallFile(file.name(), new byte[1])
                        : file)
                .toList());
    assertThatThrownBy(() -> changed.requireSignedBy(key.verifyingKey(), "test"))
        .isInstanceOf(NexusException.Untrusted.class)
        .hasMessageContaining("not what was signed: README.md has SHA-256");
    assertThat(files.requireSignedBy(key.verifyingKey(), "test").files()).hasSize(5);
  }

  private static PackageFiles files(Path path) {
    try (ModelPackage pack = ModelPackage.open(path)) {
      return new PackageFiles(pack.metadata(), pack.manifest(), pack.archive().smallFiles());
    }
  }

  @Test
  void anUpdateCarriesTheSignatureOfItsPackage() {
    Path older = pack(ArchiveFormat.TAR_GZ, null);
    SampleModels.gguf(folder.resolve("m2.gguf"), 2_400_000);
    Path newer;
    try (ModelPackage pack =
        ModelPackage.create(
            folder.resolve("m2.gguf"),
            PackageMetadata.of("tiny", "1.1.0", "openclass/tiny"),
            options(ArchiveFormat.TAR_GZ).withSigningKey(key))) {
      newer = pack.path();
    }
    DeltaUpdate update = Delta.between(older, newer).writeTo(folder.resolve("updates").toString());
    assertThat(update.verify().errors()).isEmpty();
    assertThat(update.requireSignedBy(key.verifyingKey()).modelName()).isEqualTo("tiny-1.1.0");
    assertThatThrownBy(() -> update.requireSignedBy(other.verifyingKey()))
        .isInstanceOf(NexusException.Untrusted.class);
  }

  @Test
  void packagesOfTheOlderProgramAndWrongKeysAreRefused() throws IOException {
    Path foreign = folder.resolve("older.tar.gz");
    Files.copy(Path.of("src/test/resources/vectors/archive/older.tar.gz"), foreign);
    assertThatThrownBy(() -> ModelPackage.sign(foreign, key, Progress.NONE))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("older program");
    SigningKey repo = SigningKey.generate(KeyPurpose.REPO);
    Path path = pack(ArchiveFormat.ZIP, null);
    assertThatThrownBy(() -> ModelPackage.sign(path, repo, Progress.NONE))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> pack(ArchiveFormat.TAR_GZ, repo))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThat(folder.resolve("packages/tiny-1.0.0.tar.gz")).doesNotExist();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("."));
    }
  }

  @Test
  void aHostileLayoutIsNotSigned() throws IOException {
    List<String> refused = new java.util.ArrayList<>();
    Path attacks = Path.of("src/test/resources/vectors/archive/attacks");
    try (Stream<Path> files = Files.list(attacks)) {
      for (Path file : files.sorted().toList()) {
        Path copy = folder.resolve(file.getFileName());
        Files.copy(file, copy);
        try {
          ModelPackage.sign(copy, key, Progress.NONE);
          try (ModelPackage pack = ModelPackage.open(copy)) {
            pack.requireSignedBy(key.verifyingKey());
          }
        } catch (NexusException e) {
          refused.add(file.getFileName().toString());
          assertThat(copy).hasSameBinaryContentAs(file);
        }
      }
    }
    assertThat(refused).hasSizeGreaterThan(50);
  }

  @Test
  void aPrivateKeyIsNotPacked() throws IOException {
    Path secret = Files.writeString(folder.resolve("k.pem"), key.exportPem(null));
    assertThatThrownBy(() -> Packing.of(secret, TINY, options(ArchiveFormat.ZIP)).run())
        .isInstanceOf(NexusException.Refused.class)
        .hasMessage("this file holds a private key, which must not be shipped");
  }
}
