package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files and folders that appear whole or not at all.
class OutputTest {
  @TempDir Path folder;

  private OutputFile.Outcome write(String name, String text, boolean overwrite) throws IOException {
    try (OutputFile file = OutputFile.create(folder.resolve(name))) {
      file.channel().write(ByteBuffer.wrap(text.getBytes()));
      return file.commit(overwrite);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileAppearsOnlyWhenItIsCommitted() throws IOException {
    try (OutputFile file = OutputFile.create(folder.resolve("a"))) {
      file.channel().write(ByteBuffer.wrap(new byte[10]));
      assertThat(names()).containsExactly(".a.part");
    }
    assertThat(names()).isEmpty();
    assertThat(write("a", "one", false)).isEqualTo(OutputFile.Outcome.WRITTEN);
    assertThat(names()).containsExactly("a");
  }

  @Test
  void theSameBytesAreLeftAloneAndOthersOnlyReplacedWhenAsked() throws IOException {
    write("a", "one", false);
    assertThat(write("a", "one", false)).isEqualTo(OutputFile.Outcome.ALREADY_THERE);
    assertThatThrownBy(() -> write("a", "two", false)).isInstanceOf(NexusException.Refused.class);
    assertThat(folder.resolve("a")).hasContent("one");
    assertThat(write("a", "two", true)).isEqualTo(OutputFile.Outcome.WRITTEN);
    assertThat(folder.resolve("a")).hasContent("two");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void takesOverWhatAKilledRunLeft() throws IOException {
    Files.writeString(folder.resolve(".a.part"), "a long rest of another run");
    write("a", "one", false);
    assertThat(folder.resolve("a")).hasContent("one");
  }

  @Test
  void refusesAFileThatIsBeingWritten() throws IOException {
    try (OutputFile first = OutputFile.create(folder.resolve("a"))) {
      first.channel().write(ByteBuffer.wrap(new byte[10]));
      assertThatThrownBy(() -> OutputFile.create(folder.resolve("a")))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("another process");
      first.commit(false);
    }
    assertThat(Files.size(folder.resolve("a"))).isEqualTo(10);
  }

  private void fill(String text, boolean overwrite) throws IOException {
    try (OutputFolder output = OutputFolder.create(folder.resolve("d"))) {
      Files.writeString(output.path().resolve("f"), text);
      output.commit(overwrite);
    }
  }

  @Test
  void aFolderAppearsWholeAndIsReplacedOnlyWhenAsked() throws IOException {
    fill("one", false);
    assertThatThrownBy(() -> fill("two", false)).isInstanceOf(NexusException.Refused.class);
    assertThat(folder.resolve("d/f")).hasContent("one");
    fill("two", true);
    assertThat(folder.resolve("d/f")).hasContent("two");
    assertThat(names()).containsExactly("d");
  }

  @Test
  void aFolderThatWasHalfReplacedComesBack() throws IOException {
    Files.createDirectory(folder.resolve(".d.old"));
    Files.writeString(folder.resolve(".d.old/f"), "one");
    try (OutputFolder output = OutputFolder.create(folder.resolve("d"))) {
      assertThat(output.path()).isDirectory();
    }
    assertThat(folder.resolve("d/f")).hasContent("one");
    assertThat(names()).containsExactly("d");
  }

  @Test
  void refusesAFolderThatIsBeingFilled() throws IOException {
    try (OutputFolder first = OutputFolder.create(folder.resolve("d"))) {
      assertThatThrownBy(() -> OutputFolder.create(folder.resolve("d")))
          .isInstanceOf(NexusException.Refused.class);
      first.commit(false);
    }
    assertThat(names()).containsExactly("d");
  }
}
