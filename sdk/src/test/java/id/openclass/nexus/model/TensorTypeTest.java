package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TensorTypeTest {
  /// `.ci/check_gguf.py` compares this file with the table of Python's gguf package.
  @Test
  void writesItsTableForTheCrossCheck() throws IOException {
    String csv =
        Arrays.stream(TensorType.values())
            .map(t -> t.id() + "," + t.name() + "," + t.blockElements() + "," + t.blockBytes())
            .collect(Collectors.joining("\n", "id,name,block_elements,block_bytes\n", "\n"));
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/tensor-types.csv"), csv);
    assertThat(csv).contains("12,Q4_K,256,144\n").contains("42,Q2_0,64,18\n");
  }

  @Test
  void isFoundByIdAndByName() {
    for (TensorType type : TensorType.values()) {
      assertThat(TensorType.ofId(type.id())).contains(type);
      assertThat(TensorType.ofName(type.name())).contains(type);
    }
    assertThat(TensorType.ofId(-1)).isEmpty();
    assertThat(TensorType.ofId(1L << 32)).isEmpty();
  }

  @Test
  void namesRemovedTypes() {
    assertThat(TensorType.removedName(31)).isEqualTo("Q4_0_4_4");
    assertThat(TensorType.removedName(12)).isNull();
  }

  @Test
  void hasAnIdOrARemovedNameForEveryNumberUpToTheLast() {
    for (int id = 0; id <= 42; id++) {
      assertThat(TensorType.ofId(id).isPresent() ^ TensorType.removedName(id) != null)
          .as("id " + id)
          .isTrue();
    }
  }

  @Test
  void fileTypesAreNamedAlsoWhenGuessed() {
    assertThat(FileType.name(15)).contains("Q4_K_M");
    assertThat(FileType.name(1024 + 15)).contains("Q4_K_M");
    assertThat(FileType.name(999)).isEmpty();
  }
}
