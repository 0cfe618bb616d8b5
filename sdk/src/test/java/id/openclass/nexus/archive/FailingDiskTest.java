package id.openclass.nexus.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.pack.ExtractOptions;
import id.openclass.nexus.pack.ModelPackage;
import id.openclass.nexus.pack.PackageMetadata;
import id.openclass.nexus.pack.PackageOptions;
import id.openclass.nexus.pack.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the disk or another run can do while packages are made and unpacked. `.ci/faults` does the
/// same with real file systems.
class FailingDiskTest {
  private static final PackageMetadata TINY = PackageMetadata.of("tiny", "1.0.0", "me/tiny");

  @TempDir Path folder;

  private Packing packing(Path out) throws IOException {
    Path model = Files.write(folder.resolve("m.bin"), ArchiveContract.model(5_000_000));
    return Packing.of(model, TINY, PackageOptions.defaults().withFolder(out));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  @Test
  void endsWithTheFirstErrorOfAnyWrite() throws IOException {
    Path path = packing(folder.resolve("out")).run().archive();
    for (int good = 0; good < 5; good++) {
      int most = good;
      AtomicInteger writes = new AtomicInteger();
      ModelSink full =
          (offset, bytes) -> {
            if (writes.incrementAndGet() > most) {
              throw NexusException.storage("no space left on the disk", "x", null, null);
            }
          };
      try (PackageArchive archive = PackageArchive.open(path)) {
        UnpackOptions options = new UnpackOptions(2, false, false);
        assertThatThrownBy(() -> archive.unpack(options, full, done -> {}))
            .isInstanceOf(NexusException.Storage.class);
      }
    }
  }

  @Test
  void refusesAFolderBelowAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(packing(file.resolve("out"))::run)
        .isInstanceOf(NexusException.Storage.class);
    Path path = packing(folder.resolve("out")).run().archive();
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThatThrownBy(() -> pack.extract(file.resolve("x")))
          .isInstanceOf(NexusException.Storage.class);
    }
  }

  @Test
  void takesOverWhatAKilledRunLeft() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.write(out.resolve(".tiny-1.0.0.tar.gz.part"), new byte[9_000_000]);
    Path path = packing(out).run().archive();
    assertThat(names(out)).containsExactly("tiny-1.0.0.tar.gz");
    Files.createDirectories(out.resolve(".tiny-1.0.0.part/config"));
    Files.writeString(out.resolve(".tiny-1.0.0.part/config/x"), "half");
    Files.writeString(out.resolve(".tiny-1.0.0.lock"), "");
    try (ModelPackage pack = ModelPackage.open(path)) {
      assertThat(pack.verify().errors()).isEmpty();
      pack.extract(out, ExtractOptions.defaults());
    }
    assertThat(names(out)).containsExactly("tiny-1.0.0", "tiny-1.0.0.tar.gz");
    assertThat(out.resolve("tiny-1.0.0/config/x")).doesNotExist();
  }

  @Test
  void refusesToWriteWhatAnotherRunIsWriting() throws IOException {
    Path out = folder.resolve("out");
    Packing packing = packing(out);
    try (OutputFile other = OutputFile.create(out.resolve("tiny-1.0.0.tar.gz"))) {
      assertThat(other.channel().isOpen()).isTrue();
      assertThatThrownBy(packing::run)
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("another process");
    }
    packing.run();
    assertThat(names(out)).containsExactly("tiny-1.0.0.tar.gz");
  }
}
