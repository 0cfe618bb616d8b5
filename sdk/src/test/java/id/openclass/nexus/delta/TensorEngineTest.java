package id.openclass.nexus.delta;

import static id.openclass.nexus.delta.SampleVersions.bytes;
import static id.openclass.nexus.delta.SampleVersions.names;
import static id.openclass.nexus.delta.SampleVersions.noise;
import static id.openclass.nexus.delta.SampleVersions.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TensorEngineTest extends EngineContract {
  @Override
  DeltaEngine engine() {
    return DeltaEngine.TENSOR;
  }

  /// Seven MiB of noise that the base does not have: seven segments, each stored.
  private DeltaUpdate sevenSegments() {
    return Delta.between(
            bytes(folder.resolve("a.bin"), noise(1, 1000)),
            bytes(folder.resolve("b.bin"), noise(2, 7 << 20)))
        .name("tiny")
        .versions("1.0.0", "2.0.0")
        .engine(engine())
        .writeTo(folder.resolve("updates"));
  }

  @Test
  void namesEveryDamagedSegmentAndWritesNothing() throws IOException {
    DeltaUpdate update = sevenSegments();
    Path delta = update.path().resolve("delta.tensor");
    byte[] damaged = read(delta);
    for (int segment = 0; segment < 7; segment++) {
      damaged[(segment << 20) + 5000] ^= 4;
    }
    Files.write(delta, damaged);
    assertThat(Delta.read(update.path()).verify().errors())
        .hasSize(8)
        .anyMatch(error -> error.startsWith("record 0 (bytes 12 to 1,048,587): its checksum"))
        .anyMatch(error -> error.startsWith("record 6 "));
    assertThatThrownBy(() -> update.apply(folder.resolve("a.bin"), folder.resolve("out/x")))
        .isInstanceOf(NexusException.Malformed.class)
        .hasMessageContaining("7 segments of the delta damaged: record 0 (bytes 12 to 1,048,587)")
        .hasMessageEndingWith("; and 2 more");
    assertThat(names(folder.resolve("out"))).isEmpty();
  }
}
