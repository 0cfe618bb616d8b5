package id.openclass.nexus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve(".x.upload");
  }

  private List<List<String>> records() {
    try (Journal journal = Journal.open(file())) {
      return journal.records();
    }
  }

  @Test
  void remembersWhatWasAppendedUntilItIsRemoved() {
    try (Journal journal = Journal.open(file())) {
      journal.append("upload", "1", "abc/+=");
      journal.force();
      journal.append("part", "7", "\"etag\"");
    }
    assertThat(records())
        .containsExactly(List.of("upload", "1", "abc/+="), List.of("part", "7", "\"etag\""));
    try (Journal journal = Journal.open(file())) {
      journal.clear();
      journal.append("one");
      assertThat(journal.records()).containsExactly(List.of("one"));
      journal.remove();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTornEndLosesNothingBeforeIt() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.append("first", "record");
      journal.append("second");
      journal.append("third", "and", "last");
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      long lines =
          new String(whole, 0, length).lines().count()
              - (length > 0 && whole[length - 1] != '\n' ? 1 : 0);
      assertThat(records()).as("cut at byte " + length).hasSize((int) lines);
      try (Journal journal = Journal.open(file())) {
        journal.append("more");
      }
      assertThat(records()).as("cut at byte " + length).hasSize((int) lines + 1);
    }
  }

  @Test
  void nothingAfterAChangedByteCounts() throws IOException {
    try (Journal journal = Journal.open(file())) {
      journal.append("done", "100");
      journal.append("done", "200");
      journal.append("done", "300");
    }
    byte[] whole = Files.readAllBytes(file());
    int second = new String(whole).indexOf("200");
    whole[second] = '9';
    Files.write(file(), whole);
    assertThat(records()).containsExactly(List.of("done", "100"));
    Files.write(file(), new byte[5000]);
    assertThat(records()).isEmpty();
  }

  @Test
  void oneAtATimeHasIt() {
    try (Journal journal = Journal.open(file())) {
      assertThatThrownBy(() -> Journal.open(file()))
          .isInstanceOf(NexusException.Refused.class)
          .hasMessageContaining("another process");
      journal.append("x");
    }
    assertThat(records()).hasSize(1);
  }

  @Test
  void takesWordsOnly() {
    try (Journal journal = Journal.open(file())) {
      for (String word : List.of("", "two words", "line\nfeed", "ü")) {
        assertThatThrownBy(() -> journal.append("a", word))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(journal.records()).isEmpty();
    }
  }
}
