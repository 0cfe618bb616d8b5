package id.openclass.nexus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitModelTest {
  @TempDir Path folder;

  private static byte[] content(int tensor) {
    byte[] content = new byte[40 + tensor];
    Arrays.fill(content, (byte) (tensor + 1));
    return content;
  }

  private Path part(int index, int count, int tensorsInAll, int... tensors) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (index == 0) {
      metadata.put("general.architecture", "llama");
      metadata.put("general.file_type", 15);
      metadata.put("small", GgufValue.array(GgufType.INT8, List.of(-1, 2)));
    }
    metadata.put("split.no", GgufValue.of(GgufType.UINT16, index));
    metadata.put("split.count", GgufValue.of(GgufType.UINT16, count));
    metadata.put("split.tensors.count", GgufValue.of(GgufType.INT32, tensorsInAll));
    GgufWriter writer = GgufWriter.of(metadata);
    for (int tensor : tensors) {
      byte[] content = content(tensor);
      writer.tensor(
          "t" + tensor, TensorType.I8, List.of((long) content.length), TensorData.of(content));
    }
    Path path = folder.resolve(String.format("big-%05d-of-%05d.gguf", index + 1, count));
    writer.writeTo(path, true, Progress.NONE);
    return path;
  }

  private Path threeParts() {
    part(0, 3, 4, 0, 1);
    part(2, 3, 4, 3);
    return part(1, 3, 4, 2);
  }

  @Test
  void opensAsOneModelFromAnyPart() {
    try (SplitModel model = SplitModel.open(threeParts())) {
      assertThat(model.tensors()).extracting(Tensor::name).containsExactly("t0", "t1", "t2", "t3");
      assertThat(model.describe().quantization()).isEqualTo("Q4_K_M");
      assertThat(model.describe().parameters()).isEqualTo(40 + 41 + 42 + 43);
      assertThat(model.metadata()).doesNotContainKey("split.no").containsKey("small");
      assertThat(model.toString()).startsWith("SplitModel[big-00001-of-00003.gguf, 3 parts, 4 ten");
    }
  }

  @Test
  void aPartSaysThatItIsOne() {
    try (GgufFile file = GgufFile.open(threeParts())) {
      assertThat(file.part()).contains(new SplitPart(1, 3, 4));
      assertThat(file.part().orElseThrow()).hasToString("part 2 of 3");
    }
  }

  @Test
  void mergesIntoThePlainFile() {
    Path merged = folder.resolve("merged.gguf");
    try (SplitModel model = SplitModel.open(threeParts())) {
      assertThat(model.mergeTo(merged, false, Progress.NONE)).isEqualTo(OutputFile.Outcome.WRITTEN);
      assertThat(model.mergeTo(merged, false, Progress.NONE))
          .isEqualTo(OutputFile.Outcome.ALREADY_THERE);
      assertThatThrownBy(() -> model.mergeTo(model.parts().getFirst().path(), true, Progress.NONE))
          .isInstanceOf(NexusException.Refused.class);
    }
    try (GgufFile file = GgufFile.open(merged)) {
      assertThat(file.part()).isEmpty();
      assertThat(file.values())
          .containsOnlyKeys("general.architecture", "general.file_type", "small");
      GgufValue small = file.values().get("small");
      assertThat(small == null ? null : small.elementType()).isEqualTo(GgufType.INT8);
      for (int i = 0; i < 4; i++) {
        Tensor tensor = file.tensors().get(i);
        assertThat(tensor.name()).isEqualTo("t" + i);
        assertThat(file.data(tensor).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(content(i));
      }
    }
  }

  @Test
  void namesTheMissingPart() throws IOException {
    Path first = threeParts().resolveSibling("big-00001-of-00003.gguf");
    Files.delete(folder.resolve("big-00003-of-00003.gguf"));
    assertThatThrownBy(() -> SplitModel.open(first))
        .isInstanceOf(NexusException.NotFound.class)
        .hasMessageContaining("part 3 of 3 is missing");
  }

  @Test
  void refusesAPartOfAnotherModel() throws IOException {
    Path middle = threeParts();
    Files.copy(
        folder.resolve("big-00001-of-00003.gguf"),
        folder.resolve("big-00003-of-00003.gguf"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> SplitModel.open(middle))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("should be part 3 of 3, but is part 1 of 3");
    part(2, 3, 4, 0);
    assertThatThrownBy(() -> SplitModel.open(middle))
        .hasMessageContaining("in an earlier part too");
    part(2, 3, 4, 3, 4);
    assertThatThrownBy(() -> SplitModel.open(middle))
        .hasMessageContaining("all parts together have 5");
  }

  @Test
  void refusesAWholeFileAndARenamedPart() throws IOException {
    Path whole = folder.resolve("whole.gguf");
    GgufWriter.of(Map.of()).writeTo(whole, false, Progress.NONE);
    assertThatThrownBy(() -> SplitModel.open(whole)).hasMessageContaining("not a part of several");
    Path renamed = folder.resolve("renamed.gguf");
    Files.move(threeParts(), renamed);
    assertThatThrownBy(() -> SplitModel.open(renamed))
        .isInstanceOf(NexusException.InvalidValue.class)
        .hasMessageContaining("its name does not");
  }

  @Test
  void refusesKeysThatNameNoPart() {
    Path path = folder.resolve("odd.gguf");
    GgufWriter.of(Map.of("split.no", 3, "split.count", 3)).writeTo(path, false, Progress.NONE);
    try (GgufFile file = GgufFile.open(path)) {
      assertThatThrownBy(file::part).isInstanceOf(NexusException.Malformed.class);
    }
  }
}
