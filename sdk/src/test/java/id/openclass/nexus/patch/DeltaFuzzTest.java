package id.openclass.nexus.patch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// With `JAZZER_FUZZ=1` looks for deltas that end in anything but a result or an error of ours.
class DeltaFuzzTest {
  /// The most that is decoded of a result: a copied byte can be a petabyte of result.
  private static final int MOST_CHUNKS = 4;

  @FuzzTest(maxDuration = "30s")
  void anyDeltaIsReadOrRefused(byte[] bytes) throws IOException {
    read(bytes);
  }

  /// The digest keeps a fuzzer out; here it changes the index inside.
  @FuzzTest(maxDuration = "30s")
  void anyIndexIsReadOrRefused(byte[] index) throws IOException {
    read(new RawDelta().record((byte) 1).file(index));
  }

  private static void read(byte[] bytes) throws IOException {
    Path base = Files.createTempFile("base", ".bin");
    Files.write(base, RawDelta.BASE);
    try (DeltaFile delta = DeltaFile.open(new RawDelta.InMemory(bytes));
        Patcher patcher = Patcher.of(delta, base)) {
      delta.damages();
      for (int i = 0; i < MOST_CHUNKS && i * 1L << 20 < delta.resultSize(); i++) {
        patcher.chunk(i);
      }
    } catch (NexusException e) {
      // Refused by name: as it should be.
    } finally {
      Files.delete(base);
    }
  }
}
