package id.openclass.nexus.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatcherTest {
  private static final int SLICES = 6;

  @TempDir Path folder;
  private Path base;
  private Path target;
  private Path part;
  private Path delta;
  private byte[] result;

  /// A result of six stored slices, a copy and a fill.
  @BeforeEach
  void write() throws IOException {
    base = Files.write(folder.resolve("base"), RawDelta.BASE);
    target = folder.resolve("result");
    part = folder.resolve(".result.part");
    RawDelta raw = new RawDelta();
    result = new byte[SLICES * 1000 + 30 + 5];
    new SplittableRandom(1).nextBytes(result);
    for (int i = 0; i < SLICES; i++) {
      byte[] slice = Arrays.copyOfRange(result, i * 1000, i * 1000 + 1000);
      raw.record(slice).piece(2, 1000, 0, 0).slice(slice);
    }
    System.arraycopy(RawDelta.BASE, 2, result, SLICES * 1000, 30);
    Arrays.fill(result, SLICES * 1000 + 30, result.length, (byte) 0);
    raw.piece(0, 30, 2 * 2).piece(3, 5, 0).result(result);
    delta = Files.write(folder.resolve("delta.tensor"), raw.toBytes());
  }

  private Outcome apply(PartFile.SliceSink sink) {
    try (DeltaFile opened = DeltaFile.open(delta);
        Patcher patcher = Patcher.of(opened, base)) {
      return patcher.writeTo(target, PatchOptions.defaults().withThreads(2), sink);
    }
  }

  @Test
  void goesOnAfterEachFailedWrite() throws IOException {
    for (int good = 0; good < SLICES + 2; good++) {
      int most = good;
      AtomicInteger writes = new AtomicInteger();
      PartFile.SliceSink full =
          (channel, content, offset) -> {
            if (writes.incrementAndGet() > most) {
              throw new IOException("No space left on device");
            }
            PartFile.toChannel(channel, content, offset);
          };
      assertThatThrownBy(() -> apply(full)).isInstanceOf(NexusException.Storage.class);
      assertThat(target).doesNotExist();
      assertThat(part).exists();
      AtomicInteger again = new AtomicInteger();
      apply((channel, content, offset) -> {
        again.incrementAndGet();
        PartFile.toChannel(channel, content, offset);
      });
      // What stands is kept; a later slice may have been written before an earlier one failed.
      assertThat(again.get()).isLessThanOrEqualTo(SLICES + 2 - Math.max(0, good - 2));
      assertThat(target).hasBinaryContent(result);
      assertThat(part).doesNotExist();
      Files.delete(target);
    }
  }

  @Test
  void takesNothingFromAPartFileThatIsWrong() throws IOException {
    Files.write(part, new byte[20_000]);
    apply(PartFile::toChannel);
    assertThat(target).hasBinaryContent(result);
  }

  @Test
  void refusesAnotherBase() throws IOException {
    byte[] other = RawDelta.BASE.clone();
    other[31]++;
    Files.write(base, other);
    assertThatThrownBy(() -> apply(PartFile::toChannel))
        .isInstanceOf(NexusException.BaseMismatch.class)
        .hasMessageContaining(id.openclass.nexus.core.Digest.of(other).hex())
        .hasMessageContaining(id.openclass.nexus.core.Digest.of(RawDelta.BASE).hex());
    Files.write(base, new byte[3]);
    assertThatThrownBy(() -> apply(PartFile::toChannel))
        .isInstanceOf(NexusException.BaseMismatch.class)
        .hasMessageContaining("32 bytes");
    assertThat(target).doesNotExist();
    assertThat(part).doesNotExist();
  }

  @Test
  void replacesOnlyWithLeaveAndNeverItsBase() throws IOException {
    Files.writeString(target, "other");
    assertThatThrownBy(() -> apply(PartFile::toChannel)).isInstanceOf(NexusException.Refused.class);
    assertThat(target).hasContent("other");
    Files.write(target, result);
    assertThat(apply(PartFile::toChannel)).isEqualTo(Outcome.ALREADY_THERE);
    target = base;
    assertThatThrownBy(() -> apply(PartFile::toChannel))
        .isInstanceOf(NexusException.Refused.class)
        .hasMessageContaining("base");
    assertThat(base).hasBinaryContent(RawDelta.BASE);
  }
}
