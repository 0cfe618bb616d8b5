package id.openclass.nexus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends WritableStoreContract {
  private static final Instant LATER = Instant.parse("9999-01-01T00:00:00Z");

  @TempDir Path folder;

  private Path root() {
    return folder.resolve("repository");
  }

  @Override
  protected Store.Writable writable() {
    return FolderStore.at(root());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(Files::isRegularFile)
          .map(path -> root().relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aKeyIsAPathAndNothingElseIsWritten() throws IOException {
    writable().writeNew(ObjectKey.of("a/b.json"), new byte[3]);
    writable().replace(ObjectKey.of("timestamp.json"), new byte[2], ObjectVersion.NONE);
    assertThat(files()).containsExactly("a/b.json", "timestamp.json");
    writable().delete(ObjectKey.of("a/b.json"));
    assertThat(root().resolve("a")).doesNotExist();
    assertThat(root()).exists();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void followsNoLinkOutOfTheFolder() throws IOException {
    Files.createDirectories(root());
    Files.writeString(folder.resolve("secret"), "x");
    Files.createSymbolicLink(root().resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(root().resolve("up"), folder);
    for (String key : List.of("link", "up/secret")) {
      assertThatThrownBy(() -> writable().find(ObjectKey.of(key)))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("leads elsewhere");
      assertThatThrownBy(() -> writable().writeNew(ObjectKey.of(key), new byte[1]))
          .isInstanceOf(NexusException.Refused.class);
    }
    assertThat(writable().list("")).isEmpty();
    assertThat(folder.resolve("secret")).hasContent("x");
  }

  @Test
  void whatAKilledWriterLeftIsNoObjectAndIsDroppedWhenOld() throws IOException {
    Files.createDirectories(root().resolve("a"));
    Files.write(root().resolve("a/.b.json.part"), new byte[9]);
    assertThat(writable().list("")).isEmpty();
    assertThat(writable().dropUnfinished("", Instant.EPOCH)).isZero();
    assertThat(writable().dropUnfinished("other/", LATER)).isZero();
    assertThat(writable().dropUnfinished("a/b", LATER)).isEqualTo(1);
    assertThat(files()).isEmpty();
    Files.write(root().resolve("a/.b.json.part"), new byte[9]);
    writable().writeNew(ObjectKey.of("a/b.json"), new byte[3]);
    assertThat(files()).containsExactly("a/b.json");
  }

  @Test
  void dropsNothingThatIsBeingWritten() throws IOException {
    Files.createDirectories(root());
    try (OutputFile writing = OutputFile.create(root().resolve("b.json"))) {
      writing.channel().write(ByteBuffer.wrap(new byte[4]));
      assertThat(writable().dropUnfinished("", LATER)).isZero();
      assertThatThrownBy(() -> writable().writeNew(ObjectKey.of("b.json"), new byte[1]))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("another process");
      writing.commit(false);
    }
    assertThat(files()).containsExactly("b.json");
  }

  /// Content that cannot be read from some byte on.
  private record Breaking(byte[] bytes, long from) implements ByteSource {
    @Override
    public String name() {
      return "breaking";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      if (offset + into.remaining() > from) {
        throw NexusException.storage("the disk fails", "breaking", null, null);
      }
      into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void close() {}
  }

  @Test
  void aWriteThatFailsAtAnyPlaceLeavesNothingAndTheNextSucceeds() throws IOException {
    byte[] content = noise(3_500_000, 1);
    for (long from = 0; from <= content.length; from += 1 << 20) {
      ByteSource breaking = new Breaking(content, from);
      assertThatThrownBy(() -> writable().writeNew(KEY, breaking, Digest.of(content), done -> {}))
          .isInstanceOf(NexusException.Storage.class);
      assertThat(files()).isEmpty();
    }
    writable().writeNew(KEY, content);
    assertThat(files()).containsExactly(KEY.text());
  }

  @Test
  void aLargeObjectThatIsReplacedInPlaceIsNoticed() throws IOException {
    byte[] content = noise(1_500_000, 1);
    writable().writeNew(KEY, content);
    ObjectSource object = writable().open(KEY);
    Path file = root().resolve(KEY.text());
    content[0]++;
    Files.delete(file);
    Files.write(file, content);
    assertThatThrownBy(() -> Store.readWhole(object, 2_000_000))
        .isInstanceOf(NexusException.Malformed.class);
  }

  @Test
  void saysThatAFileIsInTheWayOfAFolder() {
    writable().writeNew(ObjectKey.of("a"), new byte[1]);
    assertThatThrownBy(() -> writable().writeNew(ObjectKey.of("a/b"), new byte[1]))
        .isInstanceOf(NexusException.Storage.class);
    assertThatThrownBy(() -> FolderStore.at(root()).writeNew(ObjectKey.of("a"), new byte[2]))
        .isInstanceOf(NexusException.Refused.class);
  }
}
