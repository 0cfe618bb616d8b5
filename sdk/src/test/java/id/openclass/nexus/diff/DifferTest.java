package id.openclass.nexus.diff;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.model.ModelFile;
import id.openclass.nexus.patch.DeltaFile;
import id.openclass.nexus.patch.PatchOptions;
import id.openclass.nexus.patch.Patcher;
import id.openclass.nexus.patch.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferTest {
  @TempDir Path folder;

  private DiffReport diff(Path base, Path next, Path delta, int threads) {
    try (ModelFile from = ModelFile.open(base);
        ModelFile to = ModelFile.open(next)) {
      DiffOptions options =
          DiffOptions.defaults().withThreads(threads).withVerify(true).withOverwrite(true);
      return Differ.between(from, to).writeTo(delta, options);
    }
  }

  private DiffReport roundTrip(Path base, Path next) throws IOException {
    Path delta = folder.resolve("delta.tensor");
    DiffReport report = diff(base, next, delta, 2);
    assertThat(report.deltaBytes()).isEqualTo(Files.size(delta));
    assertThat(report.costs().stream().mapToLong(DiffReport.Cost::bytes).sum())
        .isEqualTo(Files.size(next));
    Path result = folder.resolve("result");
    try (DeltaFile opened = DeltaFile.open(delta);
        Patcher patcher = Patcher.of(opened, base)) {
      assertThat(patcher.verify(PatchOptions.defaults())).isEmpty();
      patcher.writeTo(result, PatchOptions.defaults().withOverwrite(true));
      assertThat(Files.mismatch(result, next)).isEqualTo(-1);
      checkChunks(patcher, next);
    }
    Path other = folder.resolve("one-thread.tensor");
    diff(base, next, other, 1);
    assertThat(Files.mismatch(other, delta)).isEqualTo(-1);
    return report;
  }

  private static void checkChunks(Patcher patcher, Path next) throws IOException {
    byte[] whole = Files.readAllBytes(next);
    for (int at = 0; at < whole.length; at += Patcher.CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(whole, at, Math.min(whole.length, at + (1 << 20)));
      assertThat(patcher.chunk(at >> 20)).isEqualTo(chunk);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyEditComesOutRight(long seed) throws IOException {
    SampleEdits model = new SampleEdits(seed);
    Path base = model.write(folder.resolve("base.gguf"));
    Path next = model.edit().write(folder.resolve("next.gguf"));
    roundTrip(base, next);
    roundTrip(next, base);
  }

  @Test
  void equalFilesAreOneCopy() throws IOException {
    Path base = new SampleEdits(9).write(folder.resolve("base.gguf"));
    assertThat(roundTrip(base, base).deltaBytes()).isLessThan(160);
    try (DeltaFile delta = DeltaFile.open(folder.resolve("delta.tensor"))) {
      assertThat(delta.pieces()).singleElement().isInstanceOf(Piece.Copy.class);
    }
  }

  @Test
  void opaqueFilesComeOutRight() throws IOException {
    byte[] bytes = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(bytes);
    Path base = Files.write(folder.resolve("base"), bytes);
    bytes[1_500_000]++;
    bytes[2_000_000]++;
    Path next = Files.write(folder.resolve("next"), bytes);
    assertThat(roundTrip(base, next).deltaBytes()).isLessThan(2000);
    Path one = Files.write(folder.resolve("one"), new byte[1]);
    roundTrip(one, next);
    roundTrip(next, one);
  }
}
