package id.openclass.nexus.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageListTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/archive");

  @TempDir Path folder;

  private void put(String vector, String name, long seconds) throws IOException {
    Path file = Files.copy(VECTORS.resolve(vector), folder.resolve(name));
    Files.setLastModifiedTime(file, FileTime.fromMillis(seconds * 1000));
  }

  @Test
  void listsTheNewestFirstThenByName() throws IOException {
    put("good.tar.gz", "b-1.0.0.tar.gz", 100);
    put("good.zip", "a-1.0.0.zip", 100);
    put("older.tar.gz", "c-1.0.0.tgz", 200);
    assertThat(PackageList.of(folder))
        .extracting(item -> item.path().getFileName().toString())
        .containsExactly("c-1.0.0.tgz", "a-1.0.0.zip", "b-1.0.0.tar.gz");
    assertThat(PackageList.of(folder))
        .allSatisfy(item -> {
          assertThat(item.metadata()).isNotNull();
          assertThat(item.fault()).isNull();
          assertThat(item.sizeBytes()).isEqualTo(Files.size(item.path()));
        });
  }

  @Test
  void listsWhatCannotBeReadWithItsFault() throws IOException {
    put("attacks/name-control.tar.gz", "x-1.0.0.tar.gz", 1);
    Files.writeString(folder.resolve("notes.txt"), "no package");
    Files.writeString(folder.resolve(".y.tar.gz.part"), "under way");
    Files.createDirectory(folder.resolve("z.zip"));
    assertThat(PackageList.of(folder))
        .singleElement()
        .satisfies(item -> {
          assertThat(item.metadata()).isNull();
          assertThat(item.fault()).contains("control characters").doesNotContain("\u001b");
        });
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    assertThatThrownBy(() -> PackageList.of(folder.resolve("none")))
        .isInstanceOf(NexusException.NotFound.class);
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> PackageList.of(file)).isInstanceOf(NexusException.Storage.class);
  }

  @Test
  void takesBothDigestsOfAnyFile() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[3 << 20]);
    Checksums sums = Checksums.of(file);
    assertThat(sums.sizeBytes()).isEqualTo(3 << 20);
    assertThat(sums.md5Hex()).isEqualTo("d1dd210d6b1312cb342b56d02bd5e651");
    assertThat(sums.matches(sums.sha256().hex().toUpperCase(java.util.Locale.ROOT))).isTrue();
    assertThat(sums.matches("D1DD210D6B1312CB342B56D02BD5E651")).isTrue();
    assertThat(sums.matches("0".repeat(64))).isFalse();
    assertThatThrownBy(() -> sums.matches("xyz")).isInstanceOf(NexusException.InvalidValue.class);
    Path empty = Files.write(folder.resolve("e"), new byte[0]);
    assertThat(Checksums.of(empty).md5Hex()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    assertThatThrownBy(() -> Checksums.of(folder)).isInstanceOf(NexusException.InvalidValue.class);
  }
}
