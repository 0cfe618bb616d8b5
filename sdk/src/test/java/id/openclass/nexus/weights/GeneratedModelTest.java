package id.openclass.nexus.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedModelTest {
  private static final long SIZE = 8_000_000;

  @TempDir Path folder;

  private byte[] written(GeneratedModel model, int threads) throws Exception {
    Path file = folder.resolve("model.gguf");
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      pool.submit(() -> model.writeTo(file, true, Progress.NONE)).get();
    }
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_K_M", "Q8_0", "Q4_0", "Q5_0", "F16", "BF16", "F32", "Q6_K", "Q2_K"})
  void isAsLargeAsAskedAndTheSameWithOneAndWithSixteenThreads(String type) throws Exception {
    GeneratedModel model = GeneratedModel.of(SIZE, type, 7);

    byte[] alone = written(model, 1);

    assertThat(written(model, 16)).isEqualTo(alone);
    assertThat(alone.length).isBetween((int) (0.98 * SIZE), (int) SIZE);
    assertThat(alone).startsWith('G', 'G', 'U', 'F', 3);
  }

  /// The digest was made on x86-64: it must be the same on every machine.
  @Test
  void isTheSameOnEveryMachine() throws Exception {
    byte[] model = written(GeneratedModel.of(SIZE, "Q4_K_M", 7), 2);

    assertThat(Digest.of(model))
        .hasToString("d43bd1361aec2b621da037d0e1a649fa809f20548c85db4b1a90c3733bd667a0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_K_M", "Q8_0"})
  void hardlyCompressesAsRealWeightsDo(String type) throws Exception {
    byte[] model = written(GeneratedModel.of(SIZE, type, 7), 2);
    byte[] out = new byte[model.length];
    try (Deflater deflater = new Deflater(6)) {
      deflater.setInput(model, model.length / 2, 2_000_000);
      deflater.finish();
      assertThat(deflater.deflate(out)).isGreaterThan(1_800_000);
    }
  }

  @Test
  void changesEveryMatrixAndNoVectorByAnUpdate() throws Exception {
    GeneratedModel base = GeneratedModel.of(4_000_000, "Q8_0", 7);

    byte[] before = written(base, 2);
    byte[] after = written(base.withUpdate(4), 2);

    assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q4_K_M", "Q8_0", "BF16", "Q5_K"})
  void aFineTuneMovesWeightsALittleTheSameWithAnyThreads(String type) throws Exception {
    GeneratedModel base = GeneratedModel.of(4_000_000, type, 7);

    byte[] before = written(base, 2);
    byte[] after = written(base.withNoise(0.01), 1);

    assertThat(written(base.withNoise(0.01), 16))
        .isEqualTo(after)
        .hasSameSizeAs(before)
        .isNotEqualTo(before);
    if (type.equals("Q4_K_M")) {
      assertThat(changed(before, after)).isBetween(0.05, 0.3);
      assertThat(changed(before, written(base.withNoise(0.04), 2))).isBetween(0.2, 0.6);
    }
  }

  /// Of all bytes.
  private static double changed(byte[] before, byte[] after) {
    int count = 0;
    for (int i = 0; i < before.length; i++) {
      count += before[i] == after[i] ? 0 : 1;
    }
    return (double) count / before.length;
  }

  /// No k-quants fit rows of 640: other types take their places there, and only there.
  @Test
  void takesAnotherWidthWithTheTypesThatFit() throws Exception {
    Path file = folder.resolve("narrow.gguf");
    GeneratedModel.of(12_000_000, "Q4_K_M", 7).withWidth(640).writeTo(file, false, Progress.NONE);

    try (ModelFile model = ModelFile.open(file)) {
      Map<String, String> types =
          model.tensors().stream().collect(Collectors.toMap(Tensor::name, Tensor::type));
      assertThat(types)
          .containsEntry("blk.0.attn_q.weight", "Q5_0")
          .containsEntry("output.weight", "Q8_0");
      assertThat(types.get("blk.0.ffn_down.weight")).isIn("Q4_K", "Q6_K");
    }
  }

  @Test
  void leavesAFileThatIsAlreadyThereAlone() {
    GeneratedModel model = GeneratedModel.of(4_000_000, "F16", 7);
    Path file = folder.resolve("model.gguf");

    assertThat(model.writeTo(file, false, Progress.NONE)).isEqualTo(Outcome.WRITTEN);
    assertThat(model.writeTo(file, false, Progress.NONE)).isEqualTo(Outcome.ALREADY_THERE);
    assertThatThrownBy(
            () -> GeneratedModel.of(4_000_000, "F16", 8).writeTo(file, false, Progress.NONE))
        .isInstanceOf(NexusException.Refused.class);
  }

  @Test
  void refusesSizesAndTypesThatItCannotMake() {
    assertThatThrownBy(() -> GeneratedModel.of(1000, "Q8_0", 1))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> GeneratedModel.of(SIZE, "Q8_0", 1).withWidth(100))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> GeneratedModel.of(SIZE, "Q8_0", 1).withNoise(Double.NaN))
        .isInstanceOf(NexusException.InvalidValue.class);
    assertThatThrownBy(() -> GeneratedModel.of(SIZE, "IQ1_S", 1))
        .isInstanceOf(NexusException.InvalidValue.class);
  }
}
