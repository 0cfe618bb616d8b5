package id.openclass.nexus.diff;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.Progress;
import id.openclass.nexus.model.GgufWriter;
import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.model.TensorData;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.PatchOptions;
import id.openclass.nexus.patch.Patcher;
import id.openclass.nexus.quant.Quantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deltas that schools may have on their disks are read for ever: whatever becomes of the differ,
/// the patcher makes the right results of those kept here. The digests of base and result are in
/// the deltas, so that a base that is made in another way is noticed, too.
class CodecVectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/delta/codecs");
  private static final int COLUMNS = 256;

  private final Random random = new Random(20);
  private final GgufWriter base = GgufWriter.of(Map.of("general.name", "one"));
  private final GgufWriter next =
      GgufWriter.of(new TreeMap<>(Map.of("general.name", "two", "general.license", "mit")));

  @TempDir Path folder;

  @Test
  void everyCodecIsReadAsItWasWritten() throws IOException {
    try (DeltaFile delta = DeltaFile.open(VECTORS.resolve("types.delta"));
        Patcher patcher = Patcher.of(delta, types(folder))) {
      assertThat(patcher.verify(PatchOptions.defaults())).isEmpty();
      patcher.writeTo(folder.resolve("result"), PatchOptions.defaults());
    }
    assertThat(folder.resolve("result")).hasSameBinaryContentAs(folder.resolve("next.gguf"));
  }

  /// Writes the vector: `java CodecVectorsTest src/test/resources/vectors/delta/codecs`. The one
  /// that exists is kept for ever; a change of the format brings another beside it.
  public static void main(String[] arguments) throws IOException {
    Path vectors = Files.createDirectories(Path.of(arguments[0]));
    Path work = Files.createTempDirectory("vectors");
    try (ModelFile from = ModelFile.open(new CodecVectorsTest().types(work));
        ModelFile to = ModelFile.open(work.resolve("next.gguf"))) {
      DiffReport report =
          Differ.between(from, to)
              .writeTo(vectors.resolve("types.delta"), DiffOptions.defaults().withVerify(true));
      report.costs().forEach(System.out::println);
    }
  }

  /// Writes base and next: a tensor of every type that changed a little; types that changed; a
  /// tensor that moved, one with more rows, one without a base; terms of low rank.
  private Path types(Path into) {
    for (TensorType type : TensorType.values()) {
      if (type != TensorType.Q8_1 && type != TensorType.Q8_K) {
        float[] weights = normal(8 * COLUMNS, 0.02);
        add(base, type.name(), type, weights);
        add(next, type.name(), type, plus(weights, normal(weights.length, 0.0005)));
      }
    }
    retyped();
    float[] moved = normal(4 * COLUMNS, 0.02);
    add(base, "moved", TensorType.F16, moved);
    add(next, "moved.elsewhere", TensorType.F16, moved);
    add(base, "longer", TensorType.Q6_K, moved);
    add(next, "longer", TensorType.Q6_K, Arrays.copyOf(moved, 6 * COLUMNS));
    add(next, "fresh", TensorType.Q4_K, normal(8 * COLUMNS, 0.02));
    for (TensorType type : List.of(TensorType.BF16, TensorType.Q8_0, TensorType.Q4_K)) {
      lowRank(type);
    }
    next.writeTo(into.resolve("next.gguf"), true, Progress.NONE);
    Path written = into.resolve("base.gguf");
    base.writeTo(written, true, Progress.NONE);
    return written;
  }

  private void retyped() {
    List<TensorType> from = List.of(TensorType.F16, TensorType.Q8_0, TensorType.Q5_K);
    List<TensorType> to =
        List.of(
            TensorType.Q8_0,
            TensorType.Q4_0,
            TensorType.Q5_0,
            TensorType.Q4_K,
            TensorType.Q5_K,
            TensorType.Q6_K);
    for (TensorType older : from) {
      for (TensorType newer : to) {
        if (older != newer) {
          String name = older + ".to." + newer;
          float[] weights = normal(4 * COLUMNS, 0.02);
          add(base, name, older, weights);
          add(next, name, newer, Quantizer.of(older.name()).dequantize(bytes(older, weights)));
        }
      }
    }
  }

  private void lowRank(TensorType type) {
    int rows = 300;
    float[] weights = normal(rows * COLUMNS, 0.02);
    float[] term = new float[weights.length];
    for (int k = 0; k < 2; k++) {
      float[] u = normal(rows, 0.1);
      float[] v = normal(COLUMNS, 0.1);
      for (int i = 0; i < term.length; i++) {
        term[i] += u[i / COLUMNS] * v[i % COLUMNS];
      }
    }
    add(base, type + ".low", type, weights);
    add(next, type + ".low", type, plus(weights, term));
  }

  private void add(GgufWriter writer, String name, TensorType type, float[] weights) {
    writer.tensor(
        name,
        type,
        List.of((long) COLUMNS, (long) weights.length / COLUMNS),
        TensorData.of(bytes(type, weights)));
  }

  /// Types without a quantizer get bytes that follow the weights.
  private static byte[] bytes(TensorType type, float[] weights) {
    List<String> known = new ArrayList<>();
    for (Quantizer quantizer : Quantizer.values()) {
      known.add(quantizer.name());
    }
    if (known.contains(type.name())) {
      return Quantizer.of(type.name()).quantize(weights);
    }
    byte[] bytes = new byte[(int) type.bytes(weights.length)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(weights[i % weights.length] * 500);
    }
    return bytes;
  }

  private float[] normal(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  /// The sum; where the second is shorter, the first alone.
  private static float[] plus(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
