package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every [ModelFile], whatever its format.
abstract class ModelFileContract {
  @TempDir Path folder;

  /// A valid file of the format, a few hundred bytes long.
  abstract byte[] valid();

  abstract Class<? extends ModelFile> type();

  final Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("model with any name.bin"), bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isRecognisedByItsFirstBytesWhateverItsName() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      assertThat(model).isInstanceOf(type());
      assertThat(model.path()).isEqualTo(folder.resolve("model with any name.bin"));
      assertThat(model.sizeBytes()).isEqualTo(valid().length);
    }
  }

  @Test
  void tensorsLieBetweenHeaderAndEndOfFile() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      for (Tensor tensor : model.tensors()) {
        assertThat(tensor.range().offset()).isGreaterThanOrEqualTo(model.dataOffset());
        assertThat(tensor.range().end()).isLessThanOrEqualTo(model.sizeBytes());
      }
    }
  }

  @Test
  void printsItselfInAHundredCharacters() {
    try (ModelFile model = ModelFile.open(file(valid()))) {
      assertThat(model.toString()).hasSizeLessThanOrEqualTo(100);
      assertThat(model.describe().toString()).hasSizeLessThanOrEqualTo(100);
    }
  }

  @Test
  void describesTheSameBytesTheSameWay() throws IOException {
    Path other = Files.write(folder.resolve("another.gguf"), valid());
    try (ModelFile one = ModelFile.open(file(valid()));
        ModelFile two = ModelFile.open(other)) {
      assertThat(one.describe()).isEqualTo(two.describe());
    }
  }

  @Test
  void mayBeClosedTwice() {
    ModelFile model = ModelFile.open(file(valid()));
    model.close();
    model.close();
  }

  @Test
  void everyCutIsReadOrRefusedByName() {
    byte[] valid = valid();
    for (int length = 0; length < valid.length; length++) {
      openOrRefuse(Arrays.copyOf(valid, length));
    }
  }

  @Test
  void everyDamagedByteIsReadOrRefusedByName() {
    Random random = new Random(3);
    byte[] valid = valid();
    for (int i = 0; i < valid.length; i++) {
      byte[] damaged = valid.clone();
      damaged[i] ^= (byte) (1 + random.nextInt(255));
      openOrRefuse(damaged);
    }
  }

  private void openOrRefuse(byte[] bytes) {
    try (ModelFile model = ModelFile.open(file(bytes))) {
      assertThat(model.describe()).isNotNull();
      assertThat(model.memoryAt(4096)).isNotNull();
    } catch (NexusException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void refusesAFolderAMissingFileAndAnEmptyOne() {
    assertThatThrownBy(() -> ModelFile.open(folder))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> ModelFile.open(folder.resolve("missing.gguf")))
        .isInstanceOf(NexusException.NotFound.class);
    assertThatThrownBy(() -> ModelFile.open(file(new byte[0])))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("empty");
  }
}
