package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.gguf;
import static id.openclass.nexus.delta.SampleVersions.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateListTest {
  @TempDir Path folder;
  private Path updates;

  /// Three updates of one package, each a day newer, the last also as a tar; one of another.
  @BeforeEach
  void make() {
    updates = folder.resolve("updates");
    for (int version = 1; version <= 3; version++) {
      update("tiny", version, version == 3);
    }
    update("other", 1, false);
  }

  private void update(String name, int version, boolean archive) {
    Delta.between(gguf(folder.resolve("a.gguf"), version), gguf(folder.resolve("b.gguf"), 9))
        .name(name)
        .versions("1." + version + ".0", "2.0.0")
        .createdAt(Instant.parse("2026-01-0" + version + "T00:00:00Z"))
        .archive(archive)
        .make(updates);
  }

  @Test
  void listsTheNewestFirstWithWhatCannotBeRead() throws IOException {
    Files.createDirectory(updates.resolve("empty"));
    Files.createDirectory(updates.resolve("broken"));
    Files.writeString(updates.resolve("broken/delta_metadata.json"), "{");
    Files.writeString(updates.resolve("notes.txt"), "mine");
    assertThat(UpdateList.of(updates))
        .extracting(item -> String.valueOf(item.path().getFileName()))
        .containsExactly(
            "broken",
            "tiny-1.3.0-to-2.0.0.tar",
            "tiny-1.3.0-to-2.0.0",
            "tiny-1.2.0-to-2.0.0",
            "other-1.1.0-to-2.0.0",
            "tiny-1.1.0-to-2.0.0");
    UpdateList.Item broken = UpdateList.of(updates).getFirst();
    assertThat(broken.metadata()).isNull();
    assertThat(broken.fault()).contains("delta_metadata.json is broken");
  }

  @Test
  void keepsTheNewestOfEachPackageFolderAndTarTogether() {
    UpdateList.Cleaned cleaned = UpdateList.clean(updates, 1);
    assertThat(names(updates))
        .containsExactly("other-1.1.0-to-2.0.0", "tiny-1.3.0-to-2.0.0", "tiny-1.3.0-to-2.0.0.tar");
    assertThat(cleaned.removed()).hasSize(2);
    assertThat(UpdateList.clean(updates, 0).kept()).isEmpty();
    assertThat(names(updates)).isEmpty();
  }

  @Test
  void leavesWhatIsNotOnlyAnUpdate() throws IOException {
    Files.writeString(updates.resolve("tiny-1.1.0-to-2.0.0/notes.txt"), "mine");
    Files.createDirectory(updates.resolve("broken"));
    Files.writeString(updates.resolve("broken/delta_metadata.json"), "{");
    UpdateList.clean(updates, 0);
    assertThat(names(updates)).containsExactly("broken", "tiny-1.1.0-to-2.0.0");
    assertThat(names(updates.resolve("tiny-1.1.0-to-2.0.0"))).hasSize(4);
  }

  @Test
  void refusesToKeepLessThanNothing() {
    assertThatThrownBy(() -> UpdateList.clean(updates, -1))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> UpdateList.of(folder.resolve("missing")))
        .isInstanceOf(NexusException.NotFound.class);
  }
}
